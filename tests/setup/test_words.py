"""The terminal speaks three languages: no sentence without its translations, and none with other values."""

from __future__ import annotations

import argparse
import ast
import re
import string
from importlib.resources import files
from pathlib import Path

import pytest

import thirdring
from thirdring.apps.channels.editions import own_edition
from thirdring.installation import Misconfigured
from thirdring.site import cli, welcome
from thirdring.words import WORDS, language, told, whole_number

PACKAGE = Path(thirdring.__file__).parent
ORDER = (files("thirdring.regulation") / "editions" / "141-p-2016.toml").read_text()
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


@pytest.mark.parametrize(
    ("locale", "wrong"),
    [
        ("C.UTF-8", "{} – не целое число от 1 и больше. Напишите его цифрами, например 4."),
        ("uk_UA.UTF-8", "{} – не ціле число від 1 і більше. Напишіть його цифрами, наприклад 4."),
        ("en_US.UTF-8", "{} is no whole number of 1 or more. Write it in digits, for example 4."),
    ],
)
def test_a_number_that_is_none_is_told_with_an_example(
    monkeypatch: pytest.MonkeyPatch, locale: str, wrong: str
) -> None:
    monkeypatch.setenv("LC_ALL", locale)
    parser = argparse.ArgumentParser(exit_on_error=False)
    parser.add_argument("--concurrency", type=whole_number(1, example=4))
    assert parser.parse_args(["--concurrency", "12"]).concurrency == 12
    for given in ("many", "0", "-3", "²", "1.5"):
        with pytest.raises(argparse.ArgumentError) as refused:
            parser.parse_args([f"--concurrency={given}"])
        assert str(refused.value).endswith(wrong.format(given))


def test_no_argument_is_refused_by_the_name_of_a_type_of_python() -> None:
    told_of_types = re.compile(r"type=(int|float|date|datetime)\b")
    sources = {path: path.read_text() for path in PACKAGE.rglob("*.py")}
    assert not [
        path for path, text in sources.items() if "add_argument(" in text and told_of_types.search(text)
    ]


@pytest.mark.parametrize(
    ("right", "wrong", "words"),
    [
        ("rings = 3", 'rings = "three"', "answer.rings: здесь пишут целое число, например 3"),
        ("rings = 3", "", "не хватает answer.rings"),
        ("rings = 3", "ring = 3", "настройки answer.ring не бывает"),
        ("rings = 3", "rings = ", "непонятна начиная со знака"),
        ("signed_on = 2016-05-25", "signed_on = 25", "signed_on: здесь пишут дату, например 2016-05-25"),
    ],
)
def test_what_is_wrong_in_the_rules_of_a_house_is_told_by_the_names_of_its_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, right: str, wrong: str, words: str
) -> None:
    monkeypatch.setenv("LC_ALL", "ru_RU.UTF-8")
    path = tmp_path / "order.toml"
    path.write_text(ORDER.replace(right, wrong, 1))
    with pytest.raises(Misconfigured) as refused:
        own_edition(path)
    said = told(refused.value)
    assert f"THIRDRING_EDITION={path}" in said
    assert words in said
