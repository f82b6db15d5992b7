"""The rules and the words. Pure: standard library only, and time comes in as an argument."""
