"""The terminal speaks three languages: no sentence without its translations, and none with other values."""

from __future__ import annotations

import ast
import re
import string
from pathlib import Path

import pytest

import thirdring
from thirdring.site import cli, welcome
from thirdring.words import WORDS, language

PACKAGE = Path(thirdring.__file__).parent
SPEAKERS = (
    *PACKAGE.glob("*.py"),
    *(PACKAGE / "site").rglob("*.py"),
    PACKAGE / "asterisk" / "installation.py",
    PACKAGE / "asterisk" / "look.py",
    PACKAGE / "apps" / "channels" / "editions.py",
    *(PACKAGE / "apps").glob("*/management/commands/*.py"),
)

VALUE_ALONE = re.compile(r"\{\w+\}")
FINDINGS = {"good", "unknown", "warning", "bad", "say"}  # what a check has found, and what to mend


def _sentences() -> set[str]:
    """What is given to ``_`` or, with values, to ``Misconfigured`` anywhere on the terminal's side."""
    found = set()
    for path in SPEAKERS:
        source = path.read_text()
        speaks = "from thirdring.words import" in source  # a `_` from elsewhere is Django's, for the screens
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
                told = (speaks and node.func.id == "_") or (
                    node.func.id in {"Misconfigured", "NotUnpacked"} and node.keywords
                )
                said = node.args if node.func.id in FINDINGS else node.args[:1] if told else []
                found.update(str(word.value) for word in said if isinstance(word, ast.Constant))
    return {sentence for sentence in found if not VALUE_ALONE.fullmatch(sentence)}


def _fields(sentence: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(sentence) if name}


def test_every_sentence_of_the_terminal_is_translated() -> None:
    purposes = {purpose for _run, purpose in cli.COMMANDS.values()} | {row[2] for row in cli.SETTINGS}
    logins = {who for _login, who in welcome.LOGINS}
    assert not (_sentences() | purposes | logins) - WORDS.keys()


def test_the_help_lists_every_setting() -> None:
    source = (PACKAGE / "installation.py").read_text()
    read = set(re.findall(r'"(THIRDRING_[A-Z_]+|DATABASE_URL)"', source))
    assert read <= {name for name, _default, _purpose in cli.SETTINGS}


def test_translations_have_the_values_of_their_sentence() -> None:
    for english, others in WORDS.items():
        for other in others:
            assert _fields(other) <= _fields(english), english


def test_the_terminal_is_russian_unless_told_otherwise() -> None:
    assert language({}) == language({"LANG": "C.UTF-8"}) == "ru"
    assert language({"LANG": "en_US.UTF-8"}) == "en"
    assert language({"LANG": "en_US.UTF-8", "LC_ALL": "uk_UA.UTF-8"}) == "uk"


@pytest.mark.parametrize(
    ("locale", "missing"),
    [
        ("C.UTF-8", "thirdring: ошибка: не хватает аргументов: команда"),
        ("uk_UA.UTF-8", "thirdring: помилка: бракує аргументів: команда"),
        ("en_US.UTF-8", "thirdring: error: the following arguments are required: command"),
    ],
)
def test_a_missing_argument_is_told_in_the_language_of_the_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], locale: str, missing: str
) -> None:
    monkeypatch.setenv("LC_ALL", locale)
    with pytest.raises(SystemExit):
        cli.main([])
    assert missing in capsys.readouterr().err
