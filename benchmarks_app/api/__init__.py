"""The API of benchmarks and everything that hangs on them."""
