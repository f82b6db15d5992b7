"""How the rules say no."""

from collections.abc import Callable


class Refusal(Exception):  # noqa: N818  (the field's word; it is an answer, not a fault)
    """A rule says no, with a sentence for the reader.

    `code` names the rule (stable, for tests and logs), `sentence` is shown as it stands,
    `field` names the form field it belongs beside, or None for the whole form.
    """

    def __init__(self, code: str, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.field = field


def refusals_of(*checks: Callable[[], None]) -> list[Refusal]:
    """What these rules say no to, each asked on its own, so that a page can show all of it at once."""
    said = []
    for check in checks:
        try:
            check()
        except Refusal as refusal:
            said.append(refusal)
    return said
