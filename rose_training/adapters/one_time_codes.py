"""Codes of an authenticator app (TOTP, RFC 6238) and the recovery codes kept on paper."""

import base64
import secrets
from datetime import datetime
from io import BytesIO

import pyotp
import segno

from rose_training.adapters import tokens

ISSUER = "ROSE training"
STEP_SECONDS = 30
RECOVERY_CODES = 10
RECOVERY_SIGNS = "23456789abcdefghjkmnpqrstvwxz"


def secret_for(nonce: str, *, key: str) -> str:
    """The secret an authenticator app is given (base32, 160 bits).

    It is derived from a stored nonce with the application's key, so that a leaked table makes
    no codes.
    """
    return base64.b32encode(tokens.derive("authenticator", nonce, key=key)[:20]).decode()


def step_of(code: str, secret: str, *, at: datetime) -> int | None:
    """The half minute (counted from 1970) that the code belongs to, or None when it is wrong.

    The one before and the one after are taken too, for clocks that are a little off. The caller
    keeps the step and refuses it a second time.
    """
    codes = pyotp.TOTP(secret, interval=STEP_SECONDS)
    now = int(at.timestamp()) // STEP_SECONDS
    for step in (now, now - 1, now + 1):
        if tokens.same(codes.generate_otp(step), code):
            return step
    return None


def code_at(secret: str, *, at: datetime) -> str:
    """The six digits an authenticator app shows at this moment."""
    return pyotp.TOTP(secret, interval=STEP_SECONDS).at(int(at.timestamp()))


def picture(secret: str, *, email: str) -> str:
    """The QR code an authenticator app reads, as an SVG element to stand in a page."""
    address = pyotp.TOTP(secret, interval=STEP_SECONDS).provisioning_uri(name=email, issuer_name=ISSUER)
    drawing = BytesIO()
    segno.make(address, error="m").save(
        drawing, kind="svg", xmldecl=False, svgns=True, scale=4, border=4, omitsize=True
    )
    return drawing.getvalue().decode()


def new_recovery_codes() -> list[str]:
    """Ten fresh codes such as 'k7qm-2xvb', each good for one sign-in (39 bits)."""
    return [f"{_signs(4)}-{_signs(4)}" for _ in range(RECOVERY_CODES)]


def _signs(count: int) -> str:
    return "".join(secrets.choice(RECOVERY_SIGNS) for _ in range(count))
