"""Who does a thing: a person, a visitor without an account, or the site itself."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    """The doer of a change, as the history names it.

    `person_id` is None for visitors and for timed work. `label` is what the history keeps; it
    never holds an e-mail address.
    """

    person_id: int | None
    label: str

    @classmethod
    def person(cls, person_id: int, name: str) -> "Actor":
        """Somebody who is signed in."""
        return cls(person_id, name)

    @classmethod
    def visitor(cls) -> "Actor":
        """Somebody who is not signed in, such as a professional who registers."""
        return cls(None, "visitor")

    @classmethod
    def system(cls, part: str) -> "Actor":
        """The site itself: `part` is the worker, an import or another command."""
        return cls(None, f"system: {part}")
