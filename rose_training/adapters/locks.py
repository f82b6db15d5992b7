"""Everything about signing in that hangs on the site's secret, in one object."""

from dataclasses import dataclass, field
from datetime import datetime

from rose_training.adapters import one_time_codes, passwords, tokens

LINK = "sign-in link"
CHOICE = "link to choose a password"


@dataclass(frozen=True)
class SiteLocks:
    """The `Locks` of the sign-in rules, made with one secret key."""

    key: str = field(repr=False)

    def new_nonce(self) -> str:
        """A fresh random string that opens nothing by itself."""
        return tokens.new_nonce()

    def fingerprint(self, purpose: str, value: str) -> str:
        """What is stored in place of a value: 64 signs that give nothing away."""
        return tokens.fingerprint(purpose, value, key=self.key)

    def link_token(self, nonce: str) -> str:
        """What stands in the e-mailed link for this nonce."""
        return tokens.sign(LINK, nonce, key=self.key)

    def nonce_of(self, link_token: str) -> str | None:
        """The nonce of a link that we made, or None."""
        return tokens.read(LINK, link_token, key=self.key)

    def six_digits(self, nonce: str) -> str:
        """The code in the same mail."""
        return tokens.six_digits(nonce, key=self.key)

    def password_token(self, reference: str, *, stored: str | None, expires_at: datetime) -> str:
        """What stands in a link to choose a password; a new password makes it worthless."""
        value = f"{reference} {int(expires_at.timestamp())} {self._mark_of(stored)}"
        return tokens.sign(CHOICE, value, key=self.key)

    def reference_of(self, password_token: str) -> str | None:
        """The person that such a link was made for, or None."""
        value = tokens.read(CHOICE, password_token, key=self.key)
        return value.split()[0] if value else None

    def password_token_is_good(self, password_token: str, *, stored: str | None, at: datetime) -> bool:
        """Whether such a link is neither too old nor used."""
        value = tokens.read(CHOICE, password_token, key=self.key)
        if value is None:
            return False
        _, expires, mark = value.split()
        return at.timestamp() < int(expires) and tokens.same(mark, self._mark_of(stored))

    def _mark_of(self, stored: str | None) -> str:
        """Changes whenever the stored password does."""
        return self.fingerprint("password at the time of the link", stored or "")[:16]

    def same(self, one: str, other: str) -> bool:
        """Whether two strings are equal, in a time that tells nothing."""
        return tokens.same(one, other)

    def hash_of(self, password: str) -> str:
        """What is stored in place of a password."""
        return passwords.hash_of(password)

    def matches(self, password: str, stored: str | None) -> bool:
        """Whether the password is the stored one; takes as long when nothing is stored."""
        return passwords.matches(password, stored)

    def secret_for(self, nonce: str) -> str:
        """The secret that an authenticator app is given."""
        return one_time_codes.secret_for(nonce, key=self.key)

    def step_of(self, code: str, nonce: str, *, at: datetime) -> int | None:
        """The half minute an authenticator's code belongs to, or None when it is wrong."""
        return one_time_codes.step_of(code, self.secret_for(nonce), at=at)

    def new_recovery_codes(self) -> list[str]:
        """Ten fresh codes to keep on paper."""
        return one_time_codes.new_recovery_codes()
