"""Passwords are kept as argon2id hashes; asking about nobody takes the same road."""

from rose_training.adapters import passwords


def test_the_right_password_matches_and_a_wrong_one_does_not():
    stored = passwords.hash_of("three random words")
    assert stored.startswith("$argon2id$")
    assert passwords.matches("three random words", stored)
    assert not passwords.matches("three random word", stored)


def test_the_same_password_is_stored_differently_each_time():
    assert passwords.hash_of("three random words") != passwords.hash_of("three random words")


def test_without_a_stored_hash_nothing_matches_not_even_nothing():
    assert not passwords.matches("", None)
    assert not passwords.matches("three random words", None)


def test_a_damaged_hash_matches_nothing():
    assert not passwords.matches("three random words", "not a hash")


def test_very_long_and_foreign_passwords_work():
    long = "ünïcödé ☂ " * 200
    assert passwords.matches(long, passwords.hash_of(long))
