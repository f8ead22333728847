"""The language of the terminal: Russian unless the environment asks for Ukrainian or English.

Only what the command line and the set-up say passes here; screens have Django's catalogues. It is a
plain table because it must speak before anything is installed or compiled.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Mapping

from thirdring.installation import Misconfigured
from thirdring.words_commands import COMMAND_WORDS
from thirdring.words_doctor import DOCTOR_WORDS
from thirdring.words_keeping import KEEPING_WORDS

LANGUAGES = ("ru", "uk", "en")

# English → Russian, Ukrainian
_WORDS: dict[str, tuple[str, str]] = {
    # Settings
    "{setting}={value} is not a whole number. Set it to one, for example {example}.": (
        "{setting}={value} – не целое число. Задайте целое, например {example}.",
        "{setting}={value} – не ціле число. Задайте ціле, наприклад {example}.",
    ),
    "{setting}={value} is not a port. Set it to a number from 1 to 65535.": (
        "{setting}={value} – не порт. Задайте число от 1 до 65535.",
        "{setting}={value} – не порт. Задайте число від 1 до 65535.",
    ),
    "{setting}={value} is not a range of ports. Write it as 20000-20999.": (
        "{setting}={value} – не диапазон портов. Пишите так: 20000-20999.",
        "{setting}={value} – не діапазон портів. Пишіть так: 20000-20999.",
    ),
    "{setting}={value} is not a network. Write it as {example}.": (
        "{setting}={value} – не сеть. Пишите так: {example}.",
        "{setting}={value} – не мережа. Пишіть так: {example}.",
    ),
    # Before the start
    "{home} (THIRDRING_HOME) cannot be written: {reason}. "
    "Give yourself the right to write there, or set THIRDRING_HOME to another folder.": (
        "В папку {home} (THIRDRING_HOME) нельзя писать: {reason}. "
        "Дайте себе право писать в неё или укажите в THIRDRING_HOME другую.",
        "У теку {home} (THIRDRING_HOME) не можна писати: {reason}. "
        "Дайте собі право писати в неї або вкажіть у THIRDRING_HOME іншу.",
    ),
    "The disk of {home} (THIRDRING_HOME) has only {free_mb} MB free; {needed_mb} MB are needed. "
    "Free some room, or set THIRDRING_HOME to a folder on another disk.": (
        "На диске папки {home} (THIRDRING_HOME) свободно только {free_mb} МБ, а нужно {needed_mb} МБ. "
        "Освободите место или укажите в THIRDRING_HOME папку на другом диске.",
        "На диску теки {home} (THIRDRING_HOME) вільно лише {free_mb} МБ, а потрібно {needed_mb} МБ. "
        "Звільніть місце або вкажіть у THIRDRING_HOME теку на іншому диску.",
    ),
    "Third Ring already runs on {home} (process {pid}). "
    "Stop it there, or set THIRDRING_HOME and the ports to others to run a second one.": (
        "«Третий звонок» уже работает в {home} (процесс {pid}). "
        "Остановите его или, чтобы запустить второй, задайте другие THIRDRING_HOME и порты.",
        "«Третій дзвінок» уже працює в {home} (процес {pid}). "
        "Зупиніть його або, щоб запустити другий, задайте інші THIRDRING_HOME і порти.",
    ),
    "{setting} and {other} are both {port}. Set one of them to another port.": (
        "{setting} и {other} оба равны {port}. Задайте одному из них другой порт.",
        "{setting} і {other} обидва дорівнюють {port}. Задайте одному з них інший порт.",
    ),
    "Port {port} is in use by another program. Stop that program, "
    "or set {setting} to a free port, for example {setting}={free}.": (
        "Порт {port} занят другой программой. Остановите её или задайте в {setting} свободный порт, "
        "например {setting}={free}.",
        "Порт {port} зайнятий іншою програмою. Зупиніть її або задайте в {setting} вільний порт, "
        "наприклад {setting}={free}.",
    ),
    "Port {port} of {host} cannot be used: {reason}. Set {setting} to another port, "
    "or THIRDRING_HOST to an address of this machine.": (
        "Порт {port} адреса {host} нельзя использовать: {reason}. Задайте в {setting} другой порт "
        "или в THIRDRING_HOST адрес этой машины.",
        "Порт {port} адреси {host} не можна використати: {reason}. Задайте в {setting} інший порт "
        "або в THIRDRING_HOST адресу цієї машини.",
    ),
    "DATABASE_URL={url} cannot be used: {reason}\n"
    "Start that server or correct DATABASE_URL (postgresql://user:password@host:port/name); "
    "unset it to use the built-in PostgreSQL.": (
        "DATABASE_URL={url} не годится: {reason}\n"
        "Запустите этот сервер или исправьте DATABASE_URL (postgresql://user:password@host:port/name); "
        "без этой настройки работает встроенный PostgreSQL.",
        "DATABASE_URL={url} не годиться: {reason}\n"
        "Запустіть цей сервер або виправте DATABASE_URL (postgresql://user:password@host:port/name); "
        "без цього налаштування працює вбудований PostgreSQL.",
    ),
    # Asterisk
    "THIRDRING_ASTERISK={path} is not an Asterisk that runs; Third Ring needs {oldest} or later, "
    "before {untried}. Name another program in THIRDRING_ASTERISK, or unset it to have one unpacked.": (
        "THIRDRING_ASTERISK={path} – не работающий Asterisk; нужен {oldest} или новее, но до {untried}. "
        "Укажите в THIRDRING_ASTERISK другую программу или уберите настройку: подходящий будет распакован.",
        "THIRDRING_ASTERISK={path} – не робочий Asterisk; потрібен {oldest} або новіший, але до {untried}. "
        "Вкажіть у THIRDRING_ASTERISK іншу програму або приберіть налаштування: придатний буде розпаковано.",
    ),
    "THIRDRING_ASTERISK={path} is version {version}, too old; Third Ring needs {oldest} or later, "
    "before {untried}. Name another program in THIRDRING_ASTERISK, or unset it to have one unpacked.": (
        "THIRDRING_ASTERISK={path} – версия {version}, слишком старая; нужна {oldest} или новее, "
        "но до {untried}. Укажите в THIRDRING_ASTERISK другую программу или уберите настройку: "
        "подходящая будет распакована.",
        "THIRDRING_ASTERISK={path} – версія {version}, занадто стара; потрібна {oldest} або новіша, "
        "але до {untried}. Вкажіть у THIRDRING_ASTERISK іншу програму або приберіть налаштування: "
        "придатну буде розпаковано.",
    ),
    "THIRDRING_ASTERISK={path} is version {version}, newer than any tried; Third Ring needs {oldest} or "
    "later, before {untried}. Name another program in THIRDRING_ASTERISK, "
    "or unset it to have one unpacked.": (
        "THIRDRING_ASTERISK={path} – версия {version}, новее всех проверенных; нужна {oldest} или новее, "
        "но до {untried}. Укажите в THIRDRING_ASTERISK другую программу или уберите настройку: "
        "подходящая будет распакована.",
        "THIRDRING_ASTERISK={path} – версія {version}, новіша за всі перевірені; потрібна {oldest} або "
        "новіша, але до {untried}. Вкажіть у THIRDRING_ASTERISK іншу програму або приберіть налаштування: "
        "придатну буде розпаковано.",
    ),
    "There is no Asterisk yet. Run script/setup, which unpacks one, "
    "or name a program of version {oldest} or later in THIRDRING_ASTERISK.": (
        "Asterisk ещё нет. Запустите script/setup, он распакует его, "
        "или укажите в THIRDRING_ASTERISK программу версии {oldest} или новее.",
        "Asterisk ще немає. Запустіть script/setup, він розпакує його, "
        "або вкажіть у THIRDRING_ASTERISK програму версії {oldest} або новішу.",
    ),
    "The Asterisk under {prefix} has none of the folders {folders}. "
    "Name another program in THIRDRING_ASTERISK, or install its modules.": (
        "У Asterisk в {prefix} нет ни одной из папок {folders}. "
        "Укажите в THIRDRING_ASTERISK другую программу или установите её модули.",
        "Asterisk у {prefix} не має жодної з тек {folders}. "
        "Вкажіть у THIRDRING_ASTERISK іншу програму або встановіть її модулі.",
    ),
    "This machine's apt sources name no Debian archive. Set THIRDRING_DEBIAN_MIRROR to one, "
    "or install Asterisk 22.5 or later yourself and name its program in THIRDRING_ASTERISK.": (
        "В источниках apt этой машины нет архива Debian. Укажите его в THIRDRING_DEBIAN_MIRROR или "
        "установите Asterisk 22.5 или новее сами и назовите программу в THIRDRING_ASTERISK.",
        "У джерелах apt цієї машини немає архіву Debian. Вкажіть його в THIRDRING_DEBIAN_MIRROR або "
        "встановіть Asterisk 22.5 чи новіший самі й назвіть програму в THIRDRING_ASTERISK.",
    ),
    "Debian's suite {suite} did not yield {packages}: {reason}\n"
    "Check the network and the mirror in this machine's apt sources, "
    "or name another one in THIRDRING_DEBIAN_MIRROR. Whole report: {log}": (
        "Из раздела {suite} архива Debian не получены {packages}: {reason}\n"
        "Проверьте сеть и источники apt этой машины или назовите другой архив "
        "в THIRDRING_DEBIAN_MIRROR. Весь отчёт: {log}",
        "З розділу {suite} архіву Debian не отримано {packages}: {reason}\n"
        "Перевірте мережу та джерела apt цієї машини або назвіть інший архів "
        "у THIRDRING_DEBIAN_MIRROR. Увесь звіт: {log}",
    ),
    # Starting, running, stopping
    "Database": ("База данных", "База даних"),
    "Tables": ("Таблицы", "Таблиці"),
    "Tables and demonstration world": (
        "Таблицы и демонстрационный мир",
        "Таблиці та демонстраційний світ",
    ),
    "Prompts": ("Голосовые подсказки", "Голосові підказки"),
    "Engine, web and worker": ("Движок, сайт и исполнитель заданий", "Рушій, сайт і виконавець завдань"),
    "s": ("с", "с"),
    "Stopping …": ("Останавливаюсь …", "Зупиняюсь …"),
    "{name} did not come up. The last lines of {log}:": (
        "{name}: запустить не удалось. Последние строки {log}:",
        "{name}: запустити не вдалося. Останні рядки {log}:",
    ),
    "Calls cannot be taken yet; the parts say: {state}": (
        "Принимать звонки ещё нельзя; состояние частей: {state}",
        "Приймати дзвінки ще не можна; стан частин: {state}",
    ),
    "{name} has ended ({reason}) and is started again.": (
        "{name}: завершился ({reason}), запускаю снова.",
        "{name}: завершився ({reason}), запускаю знову.",
    ),
    # Calls can be taken
    "Calls can be taken.": ("Можно принимать звонки.", "Можна приймати дзвінки."),
    "Desk": ("Рабочее место", "Робоче місце"),
    "Call from the browser": ("Позвонить с сайта", "Подзвонити з сайту"),
    "Administration": ("Администрирование", "Адміністрування"),
    "State of every part": ("Состояние частей", "Стан частин"),
    "Programming interface": ("Программный интерфейс", "Програмний інтерфейс"),
    "Logs": ("Журналы", "Журнали"),
    "Logins (password of each: {password})": (
        "Логины (пароль у всех: {password})",
        "Логіни (пароль у всіх: {password})",
    ),
    "operator of level 1": ("оператор 1-го уровня", "оператор 1-го рівня"),
    "operator of level 2, doctor-expert": (
        "оператор 2-го уровня, врач-эксперт",
        "оператор 2-го рівня, лікар-експерт",
    ),
    "supervisor": ("старший смены", "старший зміни"),
    "administrator": ("администратор", "адміністратор"),
    "Try first: open the desk, log in as maria and start the shift. In another window open "
    "“Call from the browser”, choose line 1001 and call: the desk rings. Answer, fill the card, "
    "close it.": (
        "Попробуйте сначала: откройте рабочее место, войдите как maria и начните смену. В другом окне "
        "откройте «Позвонить с сайта», выберите линию 1001 и позвоните: рабочее место зазвонит. "
        "Ответьте, заполните карточку, закройте её.",
        "Спробуйте спершу: відкрийте робоче місце, увійдіть як maria і почніть зміну. В іншому вікні "
        "відкрийте «Подзвонити з сайту», виберіть лінію 1001 і подзвоніть: робоче місце задзвонить. "
        "Дайте відповідь, заповніть картку, закрийте її.",
    ),
    "The lines are {lines}; 1002 has a menu, 1003 office hours.": (
        "Линии: {lines}; у 1002 есть меню, 1003 работает по будням с 9 до 18.",
        "Лінії: {lines}; 1002 має меню, 1003 працює в будні з 9 до 18.",
    ),
    "Ctrl-C stops everything.": ("Ctrl-C останавливает всё.", "Ctrl-C зупиняє все."),
    # Command line
    "Third Ring: a contact centre from the first ring to the closed card.": (
        "«Третий звонок»: контакт-центр от первого звонка до закрытой карточки.",
        "«Третій дзвінок»: контакт-центр від першого дзвінка до закритої картки.",
    ),
    "command": ("команда", "команда"),
    "run the whole installation until Ctrl-C": (
        "запустить всё и работать до Ctrl-C",
        "запустити все й працювати до Ctrl-C",
    ),
    "make tables and demonstration world ready to serve": (
        "подготовить таблицы и демонстрационный мир",
        "підготувати таблиці та демонстраційний світ",
    ),
    "bring the tables of the database up to date": (
        "обновить таблицы базы данных",
        "оновити таблиці бази даних",
    ),
    "make the demonstration world unless it is there": (
        "создать демонстрационный мир, если его ещё нет",
        "створити демонстраційний світ, якщо його ще немає",
    ),
    "make a token for the API": ("выдать ключ для API", "видати ключ для API"),
    "the engine alone: run, or configure Asterisk": (
        "один движок: run или configure (настройка Asterisk)",
        "один рушій: run або configure (налаштування Asterisk)",
    ),
    "the worker alone": ("один исполнитель заданий", "один виконавець завдань"),
    "have every prompt spoken that has no sound file yet": (
        "озвучить подсказки, у которых ещё нет звукового файла",
        "озвучити підказки, що ще не мають звукового файлу",
    ),
    "import insured persons from a file": (
        "загрузить застрахованных из файла",
        "завантажити застрахованих із файлу",
    ),
    "any management command of Django": ("любая команда Django", "будь-яка команда Django"),
    "which Third Ring this is": ("версия", "версія"),
    "settings, by environment variables:": (
        "настройки, переменными окружения:",
        "налаштування, змінними середовища:",
    ),
    "the folder with all state of this installation": ("папка со всем состоянием", "тека з усім станом"),
    "the address everything listens on": ("адрес, на котором всё слушает", "адреса, на якій усе слухає"),
    "the screens and the API": ("экраны и API", "екрани та API"),
    "telephones and trunks": ("телефоны и транки", "телефони й транки"),
    "Asterisk's interface, and the browsers' telephones": (
        "интерфейс Asterisk и телефоны в браузерах",
        "інтерфейс Asterisk і телефони в браузерах",
    ),
    "voices": ("голос", "голос"),
    "a PostgreSQL of your own; without it the built-in one runs": (
        "свой PostgreSQL; без него работает встроенный",
        "свій PostgreSQL; без нього працює вбудований",
    ),
    "an Asterisk of your own (22.5 or later); without it one is found or unpacked": (
        "свой Asterisk (22.5 или новее); без него он найдётся или будет распакован",
        "свій Asterisk (22.5 або новіший); без нього він знайдеться або буде розпакований",
    ),
    "the folder for unpacked programs": ("папка распакованных программ", "тека розпакованих програм"),
    "where they come from; without it the mirror that apt uses": (
        "откуда они берутся; без настройки – архив, которым пользуется apt",
        "звідки вони беруться; без налаштування – архів, яким користується apt",
    ),
    "the name of this media server, part of every call's id": (
        "имя этого сервера, часть номера каждого звонка",
        "ім'я цього сервера, частина номера кожного дзвінка",
    ),
    "a folder of WAV files for those who wait; without it Asterisk's own music": (
        "папка с музыкой ожидания (WAV); без неё – музыка из Asterisk",
        "тека з музикою очікування (WAV); без неї – музика з Asterisk",
    ),
    "so many seconds callers wait for the engine before a plain queue": (
        "столько секунд звонящие ждут движок, потом простая очередь",
        "стільки секунд ті, хто дзвонить, чекають на рушій, потім проста черга",
    ),
    "a file with the house's own edition of the regulation; without it 141-П": (
        "файл со своей редакцией регламента; без него – 141-П",
        "файл зі своєю редакцією регламенту; без нього – 141-П",
    ),
    "0: messages are not transcribed; a folder: the model that does it; without it that of the extra": (
        "0: сообщения не расшифровываются; папка: модель для этого; без неё – модель дополнения speech",
        "0: повідомлення не розшифровуються; тека: модель для цього; без неї – модель доповнення speech",
    ),
    "THIRDRING_EDITION={path} is not in force yet. Set in_force_from in it to today or earlier.": (
        "THIRDRING_EDITION={path} ещё не действует. Укажите в нём in_force_from не позже сегодняшнего дня.",
        "THIRDRING_EDITION={path} ще не діє. Вкажіть у ньому in_force_from не пізніше за сьогодні.",
    ),
    "countries, and ranges such as +7800, whose ordinary numbers are called": (
        "страны и диапазоны вроде +7800, на обычные номера которых звонит центр",
        "країни та діапазони на кшталт +7800, на звичайні номери яких дзвонить центр",
    ),
    "THIRDRING_DIALS: {word} is neither a country such as RU nor a range such as +7800.": (
        "THIRDRING_DIALS: {word} – не страна (как RU) и не диапазон (как +7800).",
        "THIRDRING_DIALS: {word} – не країна (як RU) і не діапазон (як +7800).",
    ),
    "0: no demonstration world, and no calls without a trunk": (
        "0: без демонстрационного мира и без звонков помимо транков",
        "0: без демонстраційного світу та без дзвінків поза транками",
    ),
    "host:port of a SIP phone that gets the demonstration's calls": (
        "host:port SIP-телефона, на который звонит демонстрационный центр",
        "host:port SIP-телефону, на який дзвонить демонстраційний центр",
    ),
    "private networks that webhooks may be sent to, such as 10.20.0.0/16": (
        "частные сети, куда можно слать вебхуки, например 10.20.0.0/16",
        "приватні мережі, куди можна слати вебхуки, наприклад 10.20.0.0/16",
    ),
    "roles that have to have a second factor; without it, outside the demonstration, all that oversee": (
        "роли, которым нужен второй фактор; без настройки вне демонстрации – все, кто надзирает",
        "ролі, яким потрібен другий чинник; без налаштування поза демонстрацією – усі, хто наглядає",
    ),
    "a session ends after so many minutes without a sign of life": (
        "столько минут без признаков жизни – и сеанс заканчивается",
        "стільки хвилин без ознак життя – і сеанс закінчується",
    ),
    "and so many hours after the sign-in": ("и столько часов после входа", "і стільки годин після входу"),
    "THIRDRING_SECOND_FACTOR: there is no role {role}. There are {roles}; 0 demands it of nobody.": (
        "THIRDRING_SECOND_FACTOR: нет роли {role}. Есть {roles}; 0 – ни от кого не требовать.",
        "THIRDRING_SECOND_FACTOR: немає ролі {role}. Є {roles}; 0 – ні від кого не вимагати.",
    ),
    "THIRDRING_EDITION={path} cannot be used: {reason}. Correct that file or the setting; "
    "without the setting 141-П holds.": (
        "THIRDRING_EDITION={path} не годится: {reason}. Исправьте этот файл или настройку; "
        "без настройки действует 141-П.",
        "THIRDRING_EDITION={path} не годиться: {reason}. Виправте цей файл або налаштування; "
        "без налаштування діє 141-П.",
    ),
    "THIRDRING_MUSIC={path} holds no WAV files (8 kHz, 16 bit, mono): callers would wait in silence. "
    "Put some there, or unset it to have the music that comes along.": (
        "В THIRDRING_MUSIC={path} нет файлов WAV (8 кГц, 16 бит, моно): звонящие ждали бы в тишине. "
        "Положите их туда или уберите настройку, тогда заиграет музыка из поставки.",
        "У THIRDRING_MUSIC={path} немає файлів WAV (8 кГц, 16 біт, моно): ті, хто дзвонить, чекали б у тиші. "
        "Покладіть їх туди або приберіть налаштування, тоді заграє музика з поставки.",
    ),
    "{place} has to be {kind}, for example {example}": (
        "{place}: здесь пишут {kind}, например {example}",
        "{place}: тут пишуть {kind}, наприклад {example}",
    ),
    "{place}{field} is missing": ("не хватает {place}{field}", "бракує {place}{field}"),
    "there is no setting {place}{field}": (
        "настройки {place}{field} не бывает",
        "налаштування {place}{field} не буває",
    ),
    'line {line} cannot be read from character {column} on; write name = 20 or name = "words"': (
        'строка {line} непонятна начиная со знака {column}; пишите имя = 20 или имя = "слова"',
        "рядок {line} незрозумілий починаючи зі знака {column}; пишіть ім'я = 20 або ім'я = \"слова\"",
    ),
    "a whole number": ("целое число", "ціле число"),
    "a number": ("число", "число"),
    "20 or 0.5": ("20 или 0.5", "20 або 0.5"),
    "a yes or a no": ("да или нет", "так чи ні"),
    "true or false": ("true или false", "true або false"),
    "words in quotes": ("текст в кавычках", "текст у лапках"),
    "a day": ("дату", "дату"),
    "a time of the clock": ("время на часах", "час на годиннику"),
    "a list": ("список", "список"),
    "a section": ("раздел", "розділ"),
    "{file} cannot be read: {reason}": ("{file} не читается: {reason}", "{file} не читається: {reason}"),
    "{file}, {setting}: {reason}.": ("{file}, {setting}: {reason}.", "{file}, {setting}: {reason}."),
    "names under which browsers reach the site through an HTTPS proxy": (
        "имена, под которыми браузеры видят сайт через HTTPS-прокси",
        "імена, під якими браузери бачать сайт через HTTPS-проксі",
    ),
}

WORDS = _WORDS | COMMAND_WORDS | DOCTOR_WORDS | KEEPING_WORDS


def language(environ: Mapping[str, str] = os.environ) -> str:
    """One of ``LANGUAGES``, by the variables that POSIX names, the strongest first."""
    locale = environ.get("LC_ALL") or environ.get("LC_MESSAGES") or environ.get("LANG") or ""
    return locale[:2] if locale[:2] in LANGUAGES else LANGUAGES[0]


def _(template: str, **values: object) -> str:
    """``template`` in the terminal's language, with its values put in."""
    text = (*WORDS.get(template, (template, template)), template)[LANGUAGES.index(language())]
    return text.format(**values) if values else text


def argparse_speaks() -> None:
    """Have every parser speak the terminal's language.

    argparse takes its words by the names that gettext's functions have in it; gettext itself would be
    English wherever the locale is not Russian or Ukrainian by name.
    """
    vars(argparse).update(_=_, ngettext=lambda one, many, count: _(one if count == 1 else many))


def whole_number(least: int, example: int) -> Callable[[str], int]:
    """For arguments that are whole numbers from ``least`` on; of ``int`` argparse would tell by that name."""

    def read(given: str) -> int:
        if given.strip().removeprefix("-").isdecimal() and int(given) >= least:
            return int(given)
        raise argparse.ArgumentTypeError(
            _(
                "{given} is no whole number of {least} or more. Write it in digits, for example {example}.",
                given=given,
                least=least,
                example=example,
            )
        )

    return read


def told(error: Exception) -> str:
    """What ``error`` says, in the terminal's language where it can be."""
    return _(error.template, **error.values) if isinstance(error, Misconfigured) else str(error)
