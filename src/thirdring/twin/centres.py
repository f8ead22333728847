"""Invented centres for the twin, its tests and its benchmarks."""

from __future__ import annotations

from thirdring.acd.centre import (
    Centre,
    Choice,
    Device,
    DeviceKind,
    Line,
    Menu,
    MenuOption,
    Operator,
    Queue,
    Rules,
)
from thirdring.acd.moment import SECOND


def _operator(number: int, skills: dict[str, int]) -> Operator:
    device = Device(f"op{number}-desk", DeviceKind.DESK_PHONE, f"twin/op{number}")
    return Operator(number, 1, skills, (device,))


def one_queue(operators: int, wrap_up: bool = False) -> Centre:
    """One line, one queue, everybody alike: the centre of the formulas of Erlang."""
    return Centre(
        version=1,
        lines=(Line("1", 1, "all"),),
        queues=(Queue("all", "Все", wrap_up_limit=None if wrap_up else 0),),
        operators=tuple(_operator(number, {}) for number in range(1, operators + 1)),
    )


def big_centre(operators: int = 200) -> Centre:
    """A fund with everything the rules know: notices, a menu, levels, languages, departments, emergencies.

    Of twenty operators twelve are of level 1, five of them with Ukrainian and two with the emergency
    line besides; six sit in three departments of level 2; two are doctors of the assistance company.
    """
    people = []
    for number in range(1, operators + 1):
        seat = number % 20
        if seat < 12:
            skills = {"level:1": 1 + seat % 3, "lang:ru": 2}
            if seat < 5:
                skills["lang:uk"] = 1
            if seat < 2:
                skills["emergency"] = 1
        elif seat < 18:
            department = ("policies", "complaints", "medicine")[seat % 3]
            skills = {"level:2": 1 + seat % 2, f"dept:{department}": 2, "lang:ru": 2}
        else:
            skills = {"doctor": 2, "emergency": 2, "lang:ru": 1, "lang:uk": 2}
        people.append(_operator(number, skills))
    wrap_up = 60 * SECOND
    return Centre(
        version=1,
        lines=(
            Line("1001", 1, "hotline", notice="recorded"),
            Line(
                "1002",
                1,
                "hotline",
                notice="recorded",
                menu=Menu(
                    "menu",
                    (MenuOption("1", "policies"), MenuOption("2", "complaints"), MenuOption("0", "hotline")),
                    fallback="hotline",
                ),
            ),
            Line("2001", 2, "assistance", notice="recorded"),
            Line("3001", 1, "ukrainian", notice="recorded"),
            Line("112", 1, "emergency"),
        ),
        queues=(
            Queue("hotline", "Горячая линия", ("lang:ru", "level:1"), wrap_up_limit=wrap_up),
            Queue("ukrainian", "Українською", ("lang:uk", "level:1"), wrap_up_limit=wrap_up),
            Queue(
                "policies", "Полисы", ("dept:policies",), choice=Choice.MOST_SUITABLE, wrap_up_limit=wrap_up
            ),
            Queue("complaints", "Жалобы", ("dept:complaints",), wrap_up_limit=wrap_up),
            Queue("medicine", "Эксперты", ("dept:medicine",), wrap_up_limit=wrap_up),
            Queue("assistance", "Ассистанс", ("doctor",), wrap_up_limit=wrap_up),
            Queue("emergency", "Экстренные", ("emergency",), priority=10, wrap_up_limit=0),
        ),
        operators=tuple(people),
        rules=Rules(edition="141-П"),
    )
