"""Signed values for addresses and mails: nothing is stored, nothing can be made up.

Every token carries the purpose it was made for, so that one made for a calendar feed never
opens a booking. What a table keeps of a sign-in (a random nonce) opens nothing by itself: the
link and the six-digit code are derived from it with the application's secret key.
"""

import hashlib
import hmac
import secrets

from itsdangerous import BadSignature, URLSafeSerializer

SALT = "rose-training"


def sign(purpose: str, value: str, *, key: str) -> str:
    """A token for an address that carries `value`, readable but not forgeable, without an end."""
    return str(URLSafeSerializer(key, salt=f"{SALT}/{purpose}").dumps(value))


def read(purpose: str, token: str, *, key: str) -> str | None:
    """The value of a token from `sign`, or None when it was not made by us for this purpose."""
    try:
        value = URLSafeSerializer(key, salt=f"{SALT}/{purpose}").loads(token)
    except BadSignature:
        return None
    return value if isinstance(value, str) else None


def new_nonce() -> str:
    """A fresh random string of 22 signs (128 bits), fit for addresses."""
    return secrets.token_urlsafe(16)


def derive(purpose: str, value: str, *, key: str) -> bytes:
    """32 bytes that only the holder of the key can work out from `value`."""
    return hmac.digest(key.encode(), f"{SALT}/{purpose}/{value}".encode(), hashlib.sha256)


def fingerprint(purpose: str, value: str, *, key: str) -> str:
    """A keyed fingerprint (64 hexadecimal signs) to store in place of `value` itself."""
    return derive(purpose, value, key=key).hex()


def six_digits(nonce: str, *, key: str) -> str:
    """The code that stands in the same mail as the link for this nonce."""
    return f"{int.from_bytes(derive('six digits', nonce, key=key)) % 1_000_000:06d}"


def same(one: str, other: str) -> bool:
    """Whether two strings are equal, in a time that tells nothing about where they differ."""
    return hmac.compare_digest(one.encode(), other.encode())
