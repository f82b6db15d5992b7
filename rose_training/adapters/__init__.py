"""The outside world: bytes and plain values in and out."""
