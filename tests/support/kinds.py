"""The kinds of e-mail that the site itself writes."""

from pathlib import Path
from types import ModuleType
from typing import cast

from rose_training.messages.catalogue import Writer, writers


def shipped_writers() -> dict[str, Writer]:
    """Without those that the tests of the worker add for themselves (tests/jobs/letters)."""
    return {
        kind: module
        for kind, module in writers().items()
        if "tests" not in Path(str(cast(ModuleType, module).__file__)).parts
    }
