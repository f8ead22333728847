"""СНИЛС, the eleven-digit number of a Russian pension account.

The last two digits check the nine before them: Σ digit·weight (weights 9…1) modulo 101, where 100 counts
as 00. Numbers up to 001-001-998 were issued before there was a check and carry none.
"""

from __future__ import annotations

from operator import mul

LENGTH = 11
WEIGHTS = range(9, 0, -1)
LAST_WITHOUT_CHECK = 1_001_998


class NotSnils(ValueError):
    """The text is no СНИЛС. ``code`` is ``length`` or ``check digits``."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


def compose(number: int) -> str:
    """The СНИЛС of the nine-digit account ``number``, as eleven digits."""
    if not 0 < number < 1_000_000_000:
        raise ValueError(f"An account number has one to nine digits, {number} has not.")
    body = f"{number:09d}"
    return f"{body}{_check(body):02d}"


def read(text: str) -> str:
    """The eleven digits of a СНИЛС in any usual spelling (``112-233-445 95``); raises ``NotSnils``."""
    digits = "".join(text.replace("-", " ").split())
    if len(digits) != LENGTH or not (digits.isascii() and digits.isdigit()):
        raise NotSnils("length", f"A СНИЛС has {LENGTH} digits, {text!r} has not.")
    body, check = digits[:9], int(digits[9:])
    if int(body) > LAST_WITHOUT_CHECK and check != _check(body):
        raise NotSnils("check digits", f"The check digits of the СНИЛС {digits} are wrong.")
    return digits


def _check(body: str) -> int:
    total: int = sum(map(mul, map(int, body), WEIGHTS))
    return total % 101 % 100
