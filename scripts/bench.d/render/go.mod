module render

go 1.23
