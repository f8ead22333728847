"""When something happens, as people say it: "завтра в восемь часов", "у понеділок о дев’ятій годині".

Today, tomorrow and the day after have names; within the week the weekday is enough, later the date is
said too. Sources: the Russian Grammar of 1980, §§ 1366–1372; the Ukrainian orthography of 2019, §§ 105–107.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from thirdring.speech.numbers import Gender, Noun, cardinal, counted

_NEAR: Final = {
    "ru": ("сегодня", "завтра", "послезавтра"),
    "uk": ("сьогодні", "завтра", "післязавтра"),
    "en": ("today", "tomorrow", "the day after tomorrow"),
}
_WEEK: Final = 7

_WEEKDAYS: Final = {
    "ru": (
        *("в понедельник", "во вторник", "в среду", "в четверг", "в пятницу", "в субботу"),
        "в воскресенье",
    ),
    "uk": ("у понеділок", "у вівторок", "у середу", "у четвер", "у п’ятницю", "у суботу", "у неділю"),
    "en": (
        *("on Monday", "on Tuesday", "on Wednesday", "on Thursday", "on Friday", "on Saturday"),
        "on Sunday",
    ),
}
_MONTHS: Final = {
    "ru": (
        *("января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября"),
        *("октября", "ноября", "декабря"),
    ),
    "uk": (
        *("січня", "лютого", "березня", "квітня", "травня", "червня", "липня", "серпня", "вересня"),
        *("жовтня", "листопада", "грудня"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
        *("October", "November", "December"),
    ),
}

# Of a day of a month: 1–20, then the tens; "двадцать первого", "twenty-first" are joined from both.
_DAYS: Final = {
    "ru": (
        *("первого", "второго", "третьего", "четвёртого", "пятого", "шестого", "седьмого", "восьмого"),
        *("девятого", "десятого", "одиннадцатого", "двенадцатого", "тринадцатого", "четырнадцатого"),
        *("пятнадцатого", "шестнадцатого", "семнадцатого", "восемнадцатого", "девятнадцатого"),
        "двадцатого",
    ),
    "uk": (
        *("першого", "другого", "третього", "четвертого", "п’ятого", "шостого", "сьомого", "восьмого"),
        *("дев’ятого", "десятого", "одинадцятого", "дванадцятого", "тринадцятого", "чотирнадцятого"),
        *("п’ятнадцятого", "шістнадцятого", "сімнадцятого", "вісімнадцятого", "дев’ятнадцятого"),
        "двадцятого",
    ),
    "en": (
        *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"),
        *("eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth"),
        *("eighteenth", "nineteenth", "twentieth"),
    ),
}
_TENS: Final = {
    "ru": ("двадцать ", "тридцать ", "тридцатого"),
    "uk": ("двадцять ", "тридцять ", "тридцятого"),
    "en": ("twenty-", "thirty-", "thirtieth"),
}

_M, _F = Gender.MASCULINE, Gender.FEMININE
_HOURS_RU: Final = Noun(_M, "час", "часа", "часов", "часа")
_MINUTES_RU: Final = Noun(_F, "минуту", "минуты", "минут", "минуты")  # "в восемь часов одну минуту"
_MINUTES_UK: Final = Noun(_F, "хвилина", "хвилини", "хвилин", "хвилини")
_HOURS_UK: Final = (  # "о котрій годині": the locative
    *("нульовій", "першій", "другій", "третій", "четвертій", "п’ятій", "шостій", "сьомій", "восьмій"),
    *("дев’ятій", "десятій", "одинадцятій", "дванадцятій", "тринадцятій", "чотирнадцятій"),
    *("п’ятнадцятій", "шістнадцятій", "сімнадцятій", "вісімнадцятій", "дев’ятнадцятій", "двадцятій"),
    *("двадцять першій", "двадцять другій", "двадцять третій"),
)
_VOWELS_UK: Final = "аеєиіїоуюя"


def when(moment: datetime, said: datetime, language: str) -> str:
    """``moment`` as one says it at ``said``; both by the clock of the same place."""
    return f"{_day(moment, said, language)} {_TIMES[language](moment.hour, moment.minute)}"


def _day(moment: datetime, said: datetime, language: str) -> str:
    ahead = (moment.date() - said.date()).days
    if 0 <= ahead < len(_NEAR[language]):
        return _NEAR[language][ahead]
    weekday = _WEEKDAYS[language][moment.weekday()]
    if 0 < ahead < _WEEK:
        return weekday
    month = _MONTHS[language][moment.month - 1]
    if language == "en":
        return f"{weekday}, the {_ordinal(moment.day, language)} of {month},"
    return f"{weekday}, {_ordinal(moment.day, language)} {month},"


def _ordinal(day: int, language: str) -> str:
    if day <= 20:
        return _DAYS[language][day - 1]
    twenty, thirty, thirtieth = _TENS[language]
    if day == 30:
        return thirtieth
    return (twenty if day < 30 else thirty) + _DAYS[language][day % 10 - 1]


def _time_ru(hour: int, minute: int) -> str:
    """ "в восемь часов", "в двадцать один час одну минуту": the accusative, which shows in "одну" alone."""
    said = f"в {counted(hour, _HOURS_RU, 'ru')}"
    if not minute:
        return said
    return f"{said} {counted(minute, _MINUTES_RU, 'ru').replace('одна', 'одну')}"


def _time_uk(hour: int, minute: int) -> str:
    """ "о восьмій годині", "об одинадцятій годині тридцять хвилин"."""
    ordinal = _HOURS_UK[hour]
    said = f"{'об' if ordinal[0] in _VOWELS_UK else 'о'} {ordinal} годині"
    return f"{said} {counted(minute, _MINUTES_UK, 'uk')}" if minute else said


def _time_en(hour: int, minute: int) -> str:
    """ "at eight o’clock in the morning", "at nine thirty in the evening"."""
    if (hour, minute) in _NAMED_EN:
        return _NAMED_EN[hour, minute]
    part = "morning" if hour < 12 else "afternoon" if hour < 18 else "evening"
    said = cardinal(hour % 12 or 12, "en")
    if not minute:
        return f"at {said} o’clock in the {part}"
    minutes = f"oh {cardinal(minute, 'en')}" if minute < 10 else cardinal(minute, "en")
    return f"at {said} {minutes} in the {part}"


_NAMED_EN: Final = {(0, 0): "at midnight", (12, 0): "at noon"}
_TIMES: Final = {"ru": _time_ru, "uk": _time_uk, "en": _time_en}
