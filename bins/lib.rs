//! What every tool of Hyperdrive does with its arguments, its stream, its errors and its exit code.
