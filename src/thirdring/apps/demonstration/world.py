"""The invented world as tables: organisations, people, lines, texts. Nothing of it exists elsewhere.

``demonstration.building`` turns the tables into rows of the database; ``demonstration.persons`` invents the
insured. Line numbers are those that the first-call tutorial and the tests dial.
"""

from __future__ import annotations

from datetime import time
from typing import NamedTuple

from thirdring.apps.appeals.models import Programme
from thirdring.apps.calendars.models import Holidays
from thirdring.apps.channels.models import LineKind
from thirdring.apps.organisations.models import Country, OrganisationKind
from thirdring.apps.staff.models import Qualification, Role

FUND, INSURER_1, INSURER_2, ASSISTANCE = "tfoms", "smo-primer", "smo-obrazec", "asystans"

REGIONS = (
    ("23", "Краснодарский край", Country.RU),
    ("01", "Республика Адыгея", Country.RU),
    ("UA-30", "Київ", Country.UA),
    ("UA-46", "Львівська область", Country.UA),
)


class OrganisationRow(NamedTuple):
    code: str
    kind: str
    short_name: str
    name: str
    country: str
    time_zone: str


ORGANISATIONS = (
    OrganisationRow(
        FUND,
        OrganisationKind.FUND,
        "ТФОМС КК",
        "Территориальный фонд обязательного медицинского страхования Краснодарского края",
        Country.RU,
        "Europe/Moscow",
    ),
    OrganisationRow(
        INSURER_1,
        OrganisationKind.INSURER,
        "СМО «Пример»",
        "Страховая медицинская организация «Пример»",
        Country.RU,
        "Europe/Moscow",
    ),
    OrganisationRow(
        INSURER_2,
        OrganisationKind.INSURER,
        "СМО «Образец»",
        "Страховая медицинская организация «Образец»",
        Country.RU,
        "Europe/Moscow",
    ),
    OrganisationRow(
        ASSISTANCE,
        OrganisationKind.ASSISTANCE,
        "Асистанс «Приклад»",
        "Асистанська компанія «Приклад», Київ",
        Country.UA,
        "Europe/Kyiv",
    ),
)

# code, organisation, name
DEPARTMENTS = (
    ("tfoms-contact-centre", FUND, "Контакт-центр"),
    ("tfoms-policies", FUND, "Отдел организации обязательного медицинского страхования"),
    ("tfoms-quality", FUND, "Отдел экспертизы и защиты прав застрахованных"),
    ("primer-insured", INSURER_1, "Отдел по работе с застрахованными"),
    ("obrazec-insured", INSURER_2, "Отдел по работе с застрахованными"),
    ("asystans-dispatch", ASSISTANCE, "Диспетчерська"),
    ("asystans-doctors", ASSISTANCE, "Лікарі-координатори"),
)

CLINICS = (
    ("230001", "Городская поликлиника № 101 (вымышленная)", "23", "г. Краснодар, ул. Примерная, 1"),
    ("230002", "Районная больница «Образцовая» (вымышленная)", "23", "ст. Примерная, ул. Больничная, 2"),
    ("010001", "Поликлиника «Предгорье» (вымышленная)", "01", "г. Майкоп, ул. Условная, 3"),
    ("UA3001", "Клініка «Здоров’я-Приклад» (вигадана)", "UA-30", "м. Київ, вул. Умовна, 4"),
    ("UA4601", "Медичний центр «Лева-Приклад» (вигаданий)", "UA-46", "м. Львів, вул. Умовна, 5"),
)

# tag, Russian, Ukrainian, English
SKILLS = (
    ("topic:policies", "Полисы ОМС", "Поліси ОМС", "Policies"),
    ("topic:complaints", "Жалобы", "Скарги", "Complaints"),
    ("topic:medical", "Медицинские вопросы", "Медичні питання", "Medical questions"),
)


class QueueRow(NamedTuple):
    key: str
    organisation: str
    name: str
    level: int
    language: str = ""
    department: str | None = None
    skills: tuple[str, ...] = ()


QUEUES = (
    QueueRow("oms", FUND, "ОМС: общие вопросы", 1, "ru"),
    QueueRow("oms-policies", FUND, "ОМС: полисы", 1, "ru", skills=("topic:policies",)),
    QueueRow("oms-complaints", FUND, "ОМС: жалобы", 1, "ru", skills=("topic:complaints",)),
    QueueRow("tfoms-policies", FUND, "2-й уровень: полисы", 2, department="tfoms-policies"),
    QueueRow("tfoms-quality", FUND, "2-й уровень: жалобы и экспертиза", 2, department="tfoms-quality"),
    QueueRow("primer", INSURER_1, "2-й уровень: СМО «Пример»", 2, department="primer-insured"),
    QueueRow("obrazec", INSURER_2, "2-й уровень: СМО «Образец»", 2, department="obrazec-insured"),
    QueueRow("asystans", ASSISTANCE, "Асистанс: звернення", 1, "uk"),
    QueueRow("asystans-doctors", ASSISTANCE, "Асистанс: лікарі", 2, department="asystans-doctors"),
)

# key, language, text
PROMPTS = (
    (
        "notice-ru",
        "ru",
        "Здравствуйте! Вы позвонили в контакт-центр обязательного медицинского страхования. "
        "Разговор записывается.",
    ),
    ("notice-uk", "uk", "Вітаємо! Ви зателефонували до асистансу. Розмова записується."),
    (
        "menu-oms-ru",
        "ru",
        "По вопросам полиса нажмите один. Чтобы подать жалобу, нажмите два. "
        "Для соединения с оператором нажмите ноль.",
    ),
    ("wrong-key-ru", "ru", "Такого пункта нет."),
)

OMS_MENU = "Меню ОМС"
# key, queue, topic
OMS_MENU_OPTIONS = (("1", "oms-policies", "Полис"), ("2", "oms-complaints", "Жалоба"), ("0", "oms", ""))


class CalendarRow(NamedTuple):
    """``days`` of the week from Monday = 0, all with the same hours; none: day and night."""

    name: str
    organisation: str
    holidays: Holidays
    days: tuple[int, ...] = ()
    opens: time = time()
    closes: time = time()
    break_from: time | None = None
    break_until: time | None = None
    calls_at_night: bool = False


OFFICE_HOURS, DAY_AND_NIGHT, ASYSTANS_HOURS = "Рабочее время отдела ОМС", "Круглосуточно", "Цілодобово"

# Whoever looks at the demonstration at night is to see promises kept all the same: nobody is disturbed, for
# its numbers are invented.
CALENDARS = (
    CalendarRow(DAY_AND_NIGHT, FUND, Holidays.NONE, calls_at_night=True),
    CalendarRow(ASYSTANS_HOURS, ASSISTANCE, Holidays.NONE, calls_at_night=True),
    CalendarRow(
        OFFICE_HOURS,
        FUND,
        Holidays.RUSSIA,
        days=(0, 1, 2, 3, 4),
        opens=time(9),
        closes=time(18),
        break_from=time(13),
        break_until=time(14),
    ),
)


class LineRow(NamedTuple):
    number: str
    organisation: str
    name: str
    kind: str
    carrier: str
    language: str
    queue: str
    notice: str
    calendar: str
    with_menu: bool = False


LINES = (
    LineRow(
        "1001",
        FUND,
        "Горячая линия ОМС",
        LineKind.TOLL_FREE,
        "Пример-Телеком",
        "ru",
        "oms",
        "notice-ru",
        DAY_AND_NIGHT,
    ),
    LineRow(
        "1002",
        FUND,
        "Линия ОМС с меню",
        LineKind.CITY,
        "Пример-Телеком",
        "ru",
        "oms",
        "notice-ru",
        DAY_AND_NIGHT,
        with_menu=True,
    ),
    LineRow(
        "1003",
        FUND,
        "Отдел ОМС, в рабочее время",
        LineKind.CITY,
        "Пример-Телеком",
        "ru",
        "oms",
        "notice-ru",
        OFFICE_HOURS,
    ),
    LineRow(
        "2001",
        ASSISTANCE,
        "Асистанс, міський",
        LineKind.CITY,
        "Приклад-Зв’язок",
        "uk",
        "asystans",
        "notice-uk",
        ASYSTANS_HOURS,
    ),
    LineRow(
        "2002",
        ASSISTANCE,
        "Асистанс, мобільний",
        LineKind.MOBILE,
        "Приклад-Мобайл",
        "uk",
        "asystans",
        "notice-uk",
        ASYSTANS_HOURS,
    ),
)

# key, Russian, Ukrainian, English, offered for choice
PAUSE_REASONS = (
    ("login", "Начало смены", "Початок зміни", "Start of shift", False),
    ("break", "Перерыв", "Перерва", "Break", True),
    ("lunch", "Обед", "Обід", "Lunch", True),
    ("paperwork", "Работа с карточками", "Робота з картками", "Paperwork", True),
    ("training", "Учёба", "Навчання", "Training", True),
    ("equipment", "Неполадка", "Несправність", "Technical trouble", True),
)


class OperatorRow(NamedTuple):
    """A person with a login; ``level`` 0: no operator. The password is the installation's own."""

    login: str
    family_name: str
    given_name: str
    patronymic: str
    organisation: str
    role: str
    level: int = 0
    department: str | None = None
    post: str | None = None
    qualification: str = ""
    languages: tuple[str, ...] = ("ru",)
    skills: tuple[tuple[str, int], ...] = ()
    home_queue: str | None = None


OMS_SKILLS = (("topic:policies", 3), ("topic:complaints", 1))

PEOPLE = (
    OperatorRow(
        "maria", "Примерова", "Мария", "Сергеевна", FUND, Role.OPERATOR_1, 1, "tfoms-contact-centre",
        "Оператор 1-го уровня", Qualification.NO_MEDICAL, ("ru", "uk"),
        (("topic:policies", 5), ("topic:complaints", 3)), "oms",
    ),
    OperatorRow(
        "ivan", "Образцов", "Иван", "Петрович", FUND, Role.OPERATOR_1, 1, "tfoms-contact-centre",
        "Оператор 1-го уровня", Qualification.SECONDARY_MEDICAL, ("ru",), OMS_SKILLS, "oms",
    ),
    OperatorRow(
        "elena", "Условная", "Елена", "Андреевна", FUND, Role.OPERATOR_1, 1, "tfoms-contact-centre",
        "Оператор 1-го уровня", Qualification.GENERAL_DISPATCHER, ("ru", "en"), OMS_SKILLS, "oms",
    ),
    OperatorRow(
        "artem", "Учебный", "Артём", "Олегович", FUND, Role.OPERATOR_1, 1, "tfoms-contact-centre",
        "Стажёр", Qualification.TRAINEE, ("ru",), (("topic:policies", 1),), "oms",
    ),
    OperatorRow(
        "olga", "Показова", "Ольга", "Павловна", FUND, Role.OPERATOR_2, 2, "tfoms-quality",
        "Врач-эксперт", Qualification.DOCTOR, ("ru",), (("topic:complaints", 5), ("topic:medical", 5)),
        "tfoms-quality",
    ),
    OperatorRow(
        "sergey", "Полисов", "Сергей", "Ильич", FUND, Role.OPERATOR_2, 2, "tfoms-policies",
        "Главный специалист", Qualification.NO_MEDICAL, ("ru",), (("topic:policies", 8),), "tfoms-policies",
    ),
    OperatorRow(
        "pavel", "Страховой", "Павел", "Денисович", INSURER_1, Role.OPERATOR_2, 2, "primer-insured",
        "Страховой представитель", Qualification.NO_MEDICAL, ("ru",), (), "primer",
    ),
    OperatorRow(
        "natalia", "Вторая", "Наталия", "Игоревна", INSURER_2, Role.OPERATOR_2, 2, "obrazec-insured",
        "Страховой представитель", Qualification.SECONDARY_MEDICAL, ("ru",), (), "obrazec",
    ),
    OperatorRow(
        "oksana", "Прикладенко", "Оксана", "Іванівна", ASSISTANCE, Role.OPERATOR_1, 1, "asystans-dispatch",
        "Диспетчер", Qualification.SECONDARY_MEDICAL, ("uk", "ru", "en"), (("topic:medical", 2),), "asystans",
    ),
    OperatorRow(
        "taras", "Зразковий", "Тарас", "Богданович", ASSISTANCE, Role.OPERATOR_1, 1, "asystans-dispatch",
        "Диспетчер", Qualification.GENERAL_DISPATCHER, ("uk", "ru"), (), "asystans",
    ),
    OperatorRow(
        "dmytro", "Лікаренко", "Дмитро", "Олексійович", ASSISTANCE, Role.OPERATOR_2, 2, "asystans-doctors",
        "Лікар-координатор", Qualification.DOCTOR, ("uk", "ru", "en"), (("topic:medical", 8),),
        "asystans-doctors",
    ),
    OperatorRow(
        "svetlana", "Старшая", "Светлана", "Юрьевна", FUND, Role.SUPERVISOR, 2, None,
        "Начальник смены", Qualification.GENERAL_DISPATCHER,
    ),
    OperatorRow(
        "halyna", "Старша", "Галина", "Петрівна", ASSISTANCE, Role.SUPERVISOR, 2, None,
        "Начальниця зміни", Qualification.GENERAL_DISPATCHER, ("uk",),
    ),
    OperatorRow("admin", "Администраторов", "Алексей", "Иванович", FUND, Role.ADMINISTRATOR),
)  # fmt: skip

# code, Russian, Ukrainian, English; a code with a full stop is part of the code before it
REASONS: dict[str, tuple[tuple[str, str, str, str], ...]] = {
    Programme.COMPULSORY: (
        ("1", "Полис", "Поліс", "Policy"),
        ("1.1", "Оформление впервые", "Оформлення вперше", "First issue"),
        ("1.2", "Замена при смене фамилии", "Заміна у зв’язку зі зміною прізвища", "Change of name"),
        ("1.3", "Утрата полиса", "Втрата поліса", "Lost policy"),
        ("1.4", "Полис в электронном виде", "Електронний поліс", "Electronic policy"),
        ("2", "Выбор и замена страховой организации", "Вибір і заміна страховика", "Choice of insurer"),
        (
            "3",
            "Прикрепление к поликлинике, выбор врача",
            "Вибір клініки та лікаря",
            "Choice of clinic and doctor",
        ),
        ("4", "Организация работы медицинской организации", "Організація роботи клініки", "Work of a clinic"),
        ("4.1", "Запись на приём", "Запис на прийом", "Appointments"),
        ("4.2", "Сроки ожидания помощи", "Строки очікування допомоги", "Waiting times"),
        ("5", "Качество медицинской помощи", "Якість медичної допомоги", "Quality of care"),
        ("6", "Взимание денежных средств", "Стягнення коштів", "Charges for care"),
        ("7", "Лекарственное обеспечение", "Забезпечення ліками", "Medicines"),
        ("8", "Этика и деонтология", "Етика і деонтологія", "Conduct of staff"),
        (
            "9",
            "Диспансеризация и профилактика",
            "Диспансеризація та профілактика",
            "Screening and prevention",
        ),
        ("10", "Иное", "Інше", "Other"),
    ),
    Programme.VOLUNTARY: (
        ("A1", "Запись к врачу", "Запис до лікаря", "Appointment with a doctor"),
        ("A2", "Вызов врача на дом", "Виклик лікаря додому", "Home visit"),
        ("A3", "Госпитализация", "Госпіталізація", "Hospital admission"),
        ("A4", "Вопрос по программе", "Питання за програмою", "Question about the programme"),
        ("A5", "Лекарства", "Ліки", "Medicines"),
        ("A6", "Качество помощи", "Якість допомоги", "Quality of care"),
        ("A7", "Иное", "Інше", "Other"),
    ),
}
