"""Flask commands and timed work. Each module offers a `cli` that the application registers."""
