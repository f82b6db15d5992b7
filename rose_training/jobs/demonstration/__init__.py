"""Demonstration data: an invented history and an invented present, entered as real work is entered.

`past` retells the charity's three-year evaluation on the real schools register, `present` is a week
in the office as of today, `scale` multiplies the past for benchmarks.
"""
