"""A number that was probably mistyped: worth asking once more, never refused."""


def unlikely(counted: int, *, expected: int | None, most: int | None) -> str | None:
    """Why a headcount should be looked at again, or None.

    `expected` is what the school asked for, `most` the largest group of the activity. Twice as many
    as expected is more often a slip of the finger (260 for 26) than a second class.
    """
    if expected and counted > 2 * expected:
        return f"You counted {counted}, and {expected} were expected. Check the number, or save it anyway"
    if most and counted > most:
        return f"You counted {counted}, and this activity is for {most} at most. Check the number, or save it anyway"
    return None
