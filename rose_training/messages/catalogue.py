"""Which module writes which kind of e-mail. Modules are found, not listed: add a file with a KIND."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType
from typing import Protocol, cast

from sqlalchemy.orm import Session

import rose_training.messages as package
from rose_training.messages.letter import Letter
from rose_training.models.outbox import OutboxMessage


class Writer(Protocol):
    """A module of this package that writes one kind of e-mail."""

    KIND: str

    def compose(self, session: Session, message: OutboxMessage) -> Letter | None:
        """The letter from the facts of this moment; None when it is no longer wanted."""


@cache
def writers() -> MappingProxyType[str, Writer]:
    """Every kind and its module. Raises ValueError when two modules write the same kind."""
    found: dict[str, Writer] = {}
    for entry in iter_modules(package.__path__):
        module = import_module(f"{package.__name__}.{entry.name}")
        kind = getattr(module, "KIND", None)
        if kind is None:
            continue
        if kind in found:
            raise ValueError(f"two modules write the kind {kind!r}")
        found[kind] = cast(Writer, module)
    return MappingProxyType(found)


def write(session: Session, message: OutboxMessage) -> Letter | None:
    """The letter for this message; None when it is no longer wanted. Raises KeyError for a kind that nobody writes."""
    return writers()[message.kind].compose(session, message)
