module record

go 1.23
