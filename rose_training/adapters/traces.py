"""An exception as the log may keep it: its kind and its place, never its words."""

import traceback


def without_words(trouble: BaseException) -> dict[str, object]:
    """`exception` and `where` for a log line. The words may quote what somebody typed, so they stay out."""
    steps = traceback.extract_tb(trouble.__traceback__)
    return {
        "exception": type(trouble).__name__,
        "where": [f"{step.filename}:{step.lineno} in {step.name}" for step in steps],
    }
