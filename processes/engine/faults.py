"""The model's or the data's fault: the element is parked, the rest of the instance goes on."""

from __future__ import annotations


class Incident(Exception):
    """Raised while an element is evaluated.

    ``code`` is stable, the text is Chinese and is shown to operators.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
