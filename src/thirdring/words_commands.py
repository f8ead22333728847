"""What is said of wrong arguments, by argparse and by our own commands: English → Russian, Ukrainian.

Every parser of the command line speaks by ``argparse_speaks``; what Django's own commands say of
their affairs stays Django's.
"""

from __future__ import annotations

COMMAND_WORDS: dict[str, tuple[str, str]] = {
    # argparse, as of Python 3.11 to 3.14
    "usage: ": ("команда: ", "команда: "),
    "%(prog)s: error: %(message)s\n": ("%(prog)s: ошибка: %(message)s\n", "%(prog)s: помилка: %(message)s\n"),
    "argument %(argument_name)s: %(message)s": (
        "аргумент %(argument_name)s: %(message)s",
        "аргумент %(argument_name)s: %(message)s",
    ),
    "the following arguments are required: %s": ("не хватает аргументов: %s", "бракує аргументів: %s"),
    "one of the arguments %s is required": ("нужен один из аргументов %s", "потрібен один з аргументів %s"),
    "not allowed with argument %s": ("нельзя вместе с аргументом %s", "не можна разом з аргументом %s"),
    "unrecognized arguments: %s": ("неизвестные аргументы: %s", "невідомі аргументи: %s"),
    "ambiguous option: %(option)s could match %(matches)s": (
        "неясно, что значит %(option)s: подходят %(matches)s",
        "неясно, що означає %(option)s: підходять %(matches)s",
    ),
    "ignored explicit argument %r": ("значение %r здесь лишнее", "значення %r тут зайве"),
    "expected one argument": ("нужно одно значение", "потрібне одне значення"),
    "expected at most one argument": (
        "нужно не больше одного значения",
        "потрібно не більше одного значення",
    ),
    "expected at least one argument": ("нужно хотя бы одно значение", "потрібне хоча б одне значення"),
    "expected %s argument": ("нужно значений: %s", "потрібно значень: %s"),
    "expected %s arguments": ("нужно значений: %s", "потрібно значень: %s"),
    "invalid %(type)s value: %(value)r": (
        "%(value)r сюда не подходит; что здесь задают, говорит --help",
        "%(value)r сюди не підходить; що тут задають, каже --help",
    ),
    "invalid choice: %(value)r (choose from %(choices)s)": (
        "%(value)r не годится; выберите из: %(choices)s",
        "%(value)r не годиться; виберіть із: %(choices)s",
    ),
    "can't open '%(filename)s': %(error)s": (
        "файл «%(filename)s» не открыть: %(error)s",
        "файл «%(filename)s» не відкрити: %(error)s",
    ),
    "positional arguments": ("аргументы", "аргументи"),
    "options": ("ключи", "ключі"),
    "show this help message and exit": ("показать эту справку", "показати цю довідку"),
    # Our commands of Django
    "{given} is no whole number of {least} or more. Write it in digits, for example {example}.": (
        "{given} – не целое число от {least} и больше. Напишите его цифрами, например {example}.",
        "{given} – не ціле число від {least} і більше. Напишіть його цифрами, наприклад {example}.",
    ),
    "of the operator": ("логин оператора", "логін оператора"),
    "Prints what has to be entered in an operator's desk phone.": (
        "Показывает, что ввести в настольный телефон оператора.",
        "Показує, що ввести в настільний телефон оператора.",
    ),
    "{login} has no desk phone: add one under Staff → Operators → {login}.": (
        "У {login} нет настольного телефона: добавьте его в «Сотрудники → Операторы → {login}».",
        "{login} не має настільного телефона: додайте його в «Співробітники → Оператори → {login}».",
    ),
    "server": ("сервер", "сервер"),
    "user": ("имя", "ім'я"),
    "password": ("пароль", "пароль"),
    "Imports a registry of insured persons from a file, as the administration does.": (
        "Загружает реестр застрахованных из файла, как это делает администрирование.",
        "Завантажує реєстр застрахованих із файлу, як це робить адміністрування.",
    ),
    "code of the organisation whose registry it is": (
        "код организации, чей это реестр",
        "код організації, чий це реєстр",
    ),
    "only say what would become of it": (
        "только показать, что из этого выйдет",
        "лише показати, що з цього вийде",
    ),
    "There is no organisation {code}. There are: {known}.": (
        "Организации {code} нет. Есть: {known}.",
        "Організації {code} немає. Є: {known}.",
    ),
    "{file} is no registry in CSV, XLSX or XML (line {line}).": (
        "{file} – не реестр в CSV, XLSX или XML (строка {line}).",
        "{file} – не реєстр у CSV, XLSX або XML (рядок {line}).",
    ),
    "Columns: {columns}": ("Столбцы: {columns}", "Стовпці: {columns}"),
    "{lines} lines: {new} new, {changed} changed, {unchanged} unchanged, {refused} refused": (
        "Строк: {lines}; новых {new}, изменённых {changed}, прежних {unchanged}, отвергнутых {refused}",
        "Рядків: {lines}; нових {new}, змінених {changed}, незмінних {unchanged}, відхилених {refused}",
    ),
    "  line {line}, {field}: {reason}": (
        "  строка {line}, {field}: {reason}",
        "  рядок {line}, {field}: {reason}",
    ),
    "nothing was changed": ("ничего не изменено", "нічого не змінено"),
    "Makes a token for the API and prints it; it is not kept anywhere else.": (
        "Выдаёт ключ для API и показывает его; больше он нигде не хранится.",
        "Видає ключ для API і показує його; більше він ніде не зберігається.",
    ),
    "which program it is for": ("для какой программы", "для якої програми"),
    "code of the only organisation it may see; without: all": (
        "код единственной организации, которую он видит; без него: все",
        "код єдиної організації, яку він бачить; без нього: всі",
    ),
    "what it may do, as often as needed; without: read calls, cards, promises, breaches": (
        "что ему можно, столько раз, сколько нужно; без него: читать звонки, карточки, обещания, нарушения",
        "що йому можна, стільки разів, скільки треба; без нього: читати дзвінки, картки, обіцянки, порушення",
    ),
    "how long it is valid; without: until it is revoked": (
        "сколько дней действует; без него: пока не отозван",
        "скільки днів діє; без нього: доки не відкликано",
    ),
    "--name={name}: give one to {longest} printable characters.": (
        "--name={name}: задайте от 1 до {longest} печатных знаков.",
        "--name={name}: задайте від 1 до {longest} друкованих знаків.",
    ),
    "--days={days}: give 1 to {longest}.": (
        "--days={days}: задайте от 1 до {longest}.",
        "--days={days}: задайте від 1 до {longest}.",
    ),
    "Makes the demonstration world unless it is there, and prints its logins.": (
        "Создаёт демонстрационный мир, если его ещё нет, и показывает логины.",
        "Створює демонстраційний світ, якщо його ще немає, і показує логіни.",
    ),
    "how many insured persons to invent": (
        "сколько застрахованных выдумать",
        "скільки застрахованих вигадати",
    ),
    "This installation is not a demonstration (THIRDRING_DEMONSTRATION=0): nothing was made.": (
        "Эта установка не демонстрационная (THIRDRING_DEMONSTRATION=0): ничего не создано.",
        "Ця установка не демонстраційна (THIRDRING_DEMONSTRATION=0): нічого не створено.",
    ),
    "The demonstration world is ready.": ("Демонстрационный мир готов.", "Демонстраційний світ готовий."),
    "The demonstration world is there.": ("Демонстрационный мир уже есть.", "Демонстраційний світ уже є."),
    "Logins: {logins}": ("Логины: {logins}", "Логіни: {logins}"),
    "Password of each: {password}": ("Пароль у всех: {password}", "Пароль у всіх: {password}"),
    "delete it; without this it is only shown": (
        "удалить; без этого только показать",
        "видалити; без цього лише показати",
    ),
    "A backup is being made. Nothing is deleted until it is whole.": (
        "Делается резервная копия. Пока она не готова, ничего не удаляется.",
        "Робиться резервна копія. Доки вона не готова, нічого не видаляється.",
    ),
    "so many jobs at once": ("столько заданий сразу", "стільки завдань одразу"),
}
