module hyperdrive/bench/api

go 1.24
