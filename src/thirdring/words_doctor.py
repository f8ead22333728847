"""What ``thirdring doctor`` says, English → Russian, Ukrainian: a part of ``thirdring.words``."""

from __future__ import annotations

DOCTOR_WORDS: dict[str, tuple[str, str]] = {
    "look everything over and say what to mend": (
        "осмотреть всё и сказать, что исправить",
        "оглянути все й сказати, що виправити",
    ),
    "for programs: one JSON document": (
        "для программ: один документ JSON",
        "для програм: один документ JSON",
    ),
    "the line that the test call shall reach": (
        "линия, на которую сделать пробный звонок",
        "лінія, на яку зробити пробний дзвінок",
    ),
    "{bad} to mend now, {warning} to mend soon, {good} in order, {unknown} not looked at": (
        "Исправить сейчас: {bad}, вскоре: {warning}; в порядке: {good}; не проверено: {unknown}",
        "Виправити зараз: {bad}, невдовзі: {warning}; гаразд: {good}; не перевірено: {unknown}",
    ),
    # The machine
    "Third Ring {ours}, Python {python}": (
        "«Третий звонок» {ours}, Python {python}",
        "«Третій дзвінок» {ours}, Python {python}",
    ),
    "it was never started here": ("его здесь ещё не запускали", "його тут ще не запускали"),
    "Run script/setup.": ("Запустите script/setup.", "Запустіть script/setup."),
    "Run script/server.": ("Запустите script/server.", "Запустіть script/server."),
    "Every part reads the settings when it starts.": (
        "Каждая часть читает настройки при запуске.",
        "Кожна частина читає налаштування під час запуску.",
    ),
    "The settings mean something": ("Настройки годятся", "Налаштування придатні"),
    "Not built: {names}": ("Не собрано: {names}", "Не зібрано: {names}"),
    "Screens and translations are built": ("Экраны и переводы собраны", "Екрани та переклади зібрано"),
    "{free} MB are free in {home}; {needed} MB are needed": (
        "В {home} свободно {free} МБ, а нужно {needed} МБ",
        "У {home} вільно {free} МБ, а потрібно {needed} МБ",
    ),
    "Free some room, or move THIRDRING_HOME to another disk: without it calls are not recorded.": (
        "Освободите место или перенесите THIRDRING_HOME на другой диск: без места звонки не записываются.",
        "Звільніть місце або перенесіть THIRDRING_HOME на інший диск: без місця дзвінки не записуються.",
    ),
    "{free} MB are free in {home}; recordings fill them in {days} days ({growth} MB a day)": (
        "В {home} свободно {free} МБ; записи займут их за {days} дн. ({growth} МБ в день)",
        "У {home} вільно {free} МБ; записи займуть їх за {days} дн. ({growth} МБ на день)",
    ),
    "Give the disk more room, or keep recordings for a shorter time.": (
        "Увеличьте диск или храните записи меньше.",
        "Збільште диск або зберігайте записи менше.",
    ),
    "{free} MB are free in {home}; recordings take {growth} MB a day": (
        "В {home} свободно {free} МБ; записи занимают {growth} МБ в день",
        "У {home} вільно {free} МБ; записи займають {growth} МБ на день",
    ),
    "There are no secrets yet: nothing was ever started here": (
        "Секретов ещё нет: здесь ничего не запускалось",
        "Секретів ще немає: тут нічого не запускалося",
    ),
    "Others than their owner can read: {names}": (
        "Прочитать может не только владелец: {names}",
        "Прочитати може не лише власник: {names}",
    ),
    "Take that right from them: chmod -R go= {folder}": (
        "Отнимите у них это право: chmod -R go= {folder}",
        "Відберіть у них це право: chmod -R go= {folder}",
    ),
    "Secrets can be read by their owner alone": (
        "Секреты может прочитать только их владелец",
        "Секрети може прочитати лише їхній власник",
    ),
    "Port {port} is held by another program: {name} (process {pid})": (
        "Порт {port} занят другой программой: {name} (процесс {pid})",
        "Порт {port} зайнято іншою програмою: {name} (процес {pid})",
    ),
    "Stop that program, or set {setting} to another port.": (
        "Остановите её или укажите в {setting} другой порт.",
        "Зупиніть її або вкажіть у {setting} інший порт.",
    ),
    "Port {port} is ours ({setting})": ("Порт {port} – наш ({setting})", "Порт {port} – наш ({setting})"),
    "Port {port} is free ({setting})": (
        "Порт {port} свободен ({setting})",
        "Порт {port} вільний ({setting})",
    ),
    "Nobody listens on port {port} ({setting})": (
        "На порту {port} никто не слушает ({setting})",
        "На порту {port} ніхто не слухає ({setting})",
    ),
    "See the logs in {log}, and start the installation again.": (
        "Посмотрите журналы в {log} и запустите всё снова.",
        "Перегляньте журнали в {log} і запустіть усе знову.",
    ),
    "The clock is kept right by a time service": (
        "За часами следит служба времени",
        "За годинником стежить служба часу",
    ),
    "No time service keeps this machine's clock right": (
        "За часами этой машины не следит служба времени",
        "За годинником цієї машини не стежить служба часу",
    ),
    "Run one (systemd-timesyncd or chrony; on a virtual machine or in a container: on its host). "
    "Waits and deadlines are measured by this clock.": (
        "Запустите её (systemd-timesyncd или chrony; для виртуальной машины или контейнера – на их хозяине). "
        "По этим часам считаются ожидание и сроки.",
        "Запустіть її (systemd-timesyncd або chrony; для віртуальної машини чи контейнера – на їхньому "
        "господарі). За цим годинником рахуються очікування та строки.",
    ),
    "The clock of {whose} differs from ours by {ahead} s": (
        "Часы {whose} расходятся с нашими на {ahead} с",
        "Годинник {whose} розходиться з нашим на {ahead} с",
    ),
    "Let one time service keep both machines' clocks.": (
        "Пусть за часами обеих машин следит одна служба времени.",
        "Нехай за годинниками обох машин стежить одна служба часу.",
    ),
    "The clock of {whose} agrees with ours": (
        "Часы {whose} совпадают с нашими",
        "Годинник {whose} збігається з нашим",
    ),
    "No public name is configured: browsers work on this machine alone": (
        "Внешнее имя не задано: браузеры работают только на этой машине",
        "Зовнішнє ім'я не задано: браузери працюють лише на цій машині",
    ),
    "Browsers refuse the certificate of {name}: {reason}": (
        "Браузеры не примут сертификат {name}: {reason}",
        "Браузери не приймуть сертифікат {name}: {reason}",
    ),
    "Have the proxy get a new one for this name; microphones work over HTTPS only.": (
        "Получите для прокси новый на это имя: микрофоны работают только по HTTPS.",
        "Отримайте для проксі новий на це ім'я: мікрофони працюють лише через HTTPS.",
    ),
    "https://{name} cannot be reached: {reason}": (
        "https://{name} недоступен: {reason}",
        "https://{name} недоступний: {reason}",
    ),
    "Start the proxy, or correct THIRDRING_PUBLIC_HOSTS.": (
        "Запустите прокси или исправьте THIRDRING_PUBLIC_HOSTS.",
        "Запустіть проксі або виправте THIRDRING_PUBLIC_HOSTS.",
    ),
    "The certificate of {name} expires in {days} days": (
        "Сертификат {name} истекает через {days} дн.",
        "Сертифікат {name} спливає через {days} дн.",
    ),
    "Renew it; a proxy that does so by itself must reach its authority.": (
        "Обновите его; если прокси обновляет сам, ему нужен доступ к центру сертификации.",
        "Оновіть його; якщо проксі оновлює сам, йому потрібен доступ до центру сертифікації.",
    ),
    "The certificate of {name} holds for {days} more days": (
        "Сертификат {name} действует ещё {days} дн.",
        "Сертифікат {name} діє ще {days} дн.",
    ),
    "No backup has been made": ("Резервной копии ещё не делали", "Резервної копії ще не робили"),
    "Have one made every night: script/thirdring backup; docs/how-to/backup.md says how.": (
        "Пусть она делается каждую ночь: script/thirdring backup; как – в docs/how-to/backup.md.",
        "Нехай вона робиться щоночі: script/thirdring backup; як – у docs/how-to/backup.md.",
    ),
    "The latest backup, {archive}, is {days} days old": (
        "Последней резервной копии, {archive}, дней: {days}",
        "Останній резервній копії, {archive}, днів: {days}",
    ),
    "See why none was made since; docs/how-to/backup.md says how.": (
        "Выясните, почему с тех пор её не делали; как – в docs/how-to/backup.md.",
        "З'ясуйте, чому відтоді її не робили; як – у docs/how-to/backup.md.",
    ),
    # The parts
    "The database cannot be reached: {reason}": (
        "База данных недоступна: {reason}",
        "База даних недоступна: {reason}",
    ),
    "Start it (script/server, or your own PostgreSQL), or correct DATABASE_URL.": (
        "Запустите её (script/server или свой PostgreSQL) или исправьте DATABASE_URL.",
        "Запустіть її (script/server або свій PostgreSQL) або виправте DATABASE_URL.",
    ),
    "There is no database yet": ("Базы данных ещё нет", "Бази даних ще немає"),
    "PostgreSQL is version {found}, too old": (
        "PostgreSQL версии {found} слишком старый",
        "PostgreSQL версії {found} занадто старий",
    ),
    "Use version {oldest} or later.": (
        "Нужна версия {oldest} или новее.",
        "Потрібна версія {oldest} або новіша.",
    ),
    "{used} of {limit} connections of PostgreSQL are in use": (
        "Занято {used} из {limit} соединений PostgreSQL",
        "Зайнято {used} з {limit} з'єднань PostgreSQL",
    ),
    "Raise max_connections, or put pgbouncer before it.": (
        "Увеличьте max_connections или поставьте перед ним pgbouncer.",
        "Збільште max_connections або поставте перед ним pgbouncer.",
    ),
    "PostgreSQL {found}: {size}, {used} of {limit} connections in use": (
        "PostgreSQL {found}: {size}, занято {used} из {limit} соединений",
        "PostgreSQL {found}: {size}, зайнято {used} з {limit} з'єднань",
    ),
    "The tables cannot be looked at without the database": (
        "Без базы данных таблицы не проверить",
        "Без бази даних таблиці не перевірити",
    ),
    "{count} changes of the tables have not been made, the first of them {first}": (
        "Не применено изменений таблиц: {count}, первое из них – {first}",
        "Не застосовано змін таблиць: {count}, перша з них – {first}",
    ),
    "Run script/thirdring migrate.": (
        "Запустите script/thirdring migrate.",
        "Запустіть script/thirdring migrate.",
    ),
    "The tables are those of this version": (
        "Таблицы соответствуют этой версии",
        "Таблиці відповідають цій версії",
    ),
    "Engines cannot be asked without the database": (
        "Без базы данных движки не спросить",
        "Без бази даних рушії не спитати",
    ),
    "No engine leads: callers hear music, then a plain queue": (
        "Ни один движок не ведёт: звонящие слышат музыку, потом простую очередь",
        "Жоден рушій не веде: ті, хто дзвонить, чують музику, потім просту чергу",
    ),
    "Start it: script/server, or systemctl start thirdring-engine. Its log: {log}": (
        "Запустите его: script/server или systemctl start thirdring-engine. Его журнал: {log}",
        "Запустіть його: script/server або systemctl start thirdring-engine. Його журнал: {log}",
    ),
    "An engine leads ({node}), {stand_bys} stand by": (
        "Ведёт движок {node}, в запасе: {stand_bys}",
        "Веде рушій {node}, у запасі: {stand_bys}",
    ),
    "The engine has {rows} rows that the database does not": (
        "У движка {rows} строк, которых нет в базе данных",
        "У рушія {rows} рядків, яких немає в базі даних",
    ),
    "See why PostgreSQL does not take them; they are kept in {spool} meanwhile.": (
        "Выясните, почему PostgreSQL их не принимает; пока они хранятся в {spool}.",
        "З'ясуйте, чому PostgreSQL їх не приймає; поки що вони зберігаються в {spool}.",
    ),
    "The journal is up to date": ("Журнал записан полностью", "Журнал записано повністю"),
    "The engine says: {trouble}": ("Движок сообщает: {trouble}", "Рушій повідомляє: {trouble}"),
    "Mend what it names; it tries again by itself.": (
        "Устраните названное; он попробует снова сам.",
        "Усуньте назване; він спробує знову сам.",
    ),
    "The worker cannot be asked without the database": (
        "Без базы данных исполнителя заданий не спросить",
        "Без бази даних виконавця завдань не спитати",
    ),
    "No worker is running: {waiting} jobs wait": (
        "Исполнитель заданий не работает; ждут заданий: {waiting}",
        "Виконавець завдань не працює; чекають завдань: {waiting}",
    ),
    "Start it: script/server, or systemctl start thirdring-worker.": (
        "Запустите его: script/server или systemctl start thirdring-worker.",
        "Запустіть його: script/server або systemctl start thirdring-worker.",
    ),
    "{late} jobs have waited for more than {limit} s": (
        "Заданий, которые ждут дольше {limit} с: {late}",
        "Завдань, що чекають понад {limit} с: {late}",
    ),
    "See the worker's log in {log}; if it is merely busy, start a second one.": (
        "Посмотрите журнал исполнителя в {log}; если он просто занят, запустите второго.",
        "Перегляньте журнал виконавця в {log}; якщо він просто зайнятий, запустіть другого.",
    ),
    "The worker is alive, {waiting} jobs wait": (
        "Исполнитель заданий работает, ждут заданий: {waiting}",
        "Виконавець завдань працює, чекають завдань: {waiting}",
    ),
    "{failed} jobs have failed within a day": (
        "Заданий, не удавшихся за сутки: {failed}",
        "Завдань, що не вдалися за добу: {failed}",
    ),
    "See the worker's log in {log}.": (
        "Посмотрите журнал исполнителя в {log}.",
        "Перегляньте журнал виконавця в {log}.",
    ),
    "What is configured is checked while the installation runs": (
        "Настройки проверяются, пока всё работает",
        "Налаштування перевіряються, поки все працює",
    ),
    "Every line leads to somebody": ("Каждая линия к кому-то ведёт", "Кожна лінія до когось веде"),
    # Telephony
    "Asterisk does not answer: {reason}": (
        "Asterisk не отвечает: {reason}",
        "Asterisk не відповідає: {reason}",
    ),
    "Start it: script/server, or systemctl start thirdring-asterisk. Its log: {log}": (
        "Запустите его: script/server или systemctl start thirdring-asterisk. Его журнал: {log}",
        "Запустіть його: script/server або systemctl start thirdring-asterisk. Його журнал: {log}",
    ),
    "Asterisk {version} runs, but the engine has no connection to it": (
        "Asterisk {version} работает, но у движка нет с ним связи",
        "Asterisk {version} працює, але рушій не має з ним зв'язку",
    ),
    "See the engine's log; both must have the same THIRDRING_ARI_PORT and THIRDRING_HOME.": (
        "Посмотрите журнал движка; THIRDRING_ARI_PORT и THIRDRING_HOME у обоих должны совпадать.",
        "Перегляньте журнал рушія; THIRDRING_ARI_PORT і THIRDRING_HOME в обох мають збігатися.",
    ),
    "Asterisk {version} answers": ("Asterisk {version} отвечает", "Asterisk {version} відповідає"),
    "Voices are installed: {languages}": (
        "Голоса установлены: {languages}",
        "Голоси встановлено: {languages}",
    ),
    "No voices are installed: new prompts cannot be spoken": (
        "Голоса не установлены: новые подсказки не озвучить",
        "Голоси не встановлено: нові підказки не озвучити",
    ),
    "Trunks are looked at while Asterisk runs": (
        "Транки проверяются, пока работает Asterisk",
        "Транки перевіряються, поки працює Asterisk",
    ),
    "No trunk is configured: nobody can call in from outside": (
        "Ни одного транка: извне позвонить нельзя",
        "Жодного транка: ззовні подзвонити не можна",
    ),
    "Add one in the administration (Trunks); docs/how-to/trunk.md says how.": (
        "Добавьте его в администрировании (Транки); как – в docs/how-to/trunk.md.",
        "Додайте його в адмініструванні (Транки); як – у docs/how-to/trunk.md.",
    ),
    "Asterisk does not know the trunk {name}": (
        "Asterisk не знает транк {name}",
        "Asterisk не знає транк {name}",
    ),
    "See in the engine's log why the configuration was not taken over.": (
        "Посмотрите в журнале движка, почему настройки не приняты.",
        "Перегляньте в журналі рушія, чому налаштування не прийнято.",
    ),
    "The trunk {name} is not registered ({state})": (
        "Транк {name} не зарегистрирован ({state})",
        "Транк {name} не зареєстровано ({state})",
    ),
    "Check server, user name and password of the trunk, and that the network lets SIP through.": (
        "Проверьте сервер, имя и пароль транка и то, что сеть пропускает SIP.",
        "Перевірте сервер, ім'я та пароль транка й те, що мережа пропускає SIP.",
    ),
    "The trunk {name} is registered at {server}": (
        "Транк {name} зарегистрирован на {server}",
        "Транк {name} зареєстровано на {server}",
    ),
    "The trunk {name} is not registered: {server} refuses it": (
        "Транк {name} не зарегистрирован: {server} отказывает",
        "Транк {name} не зареєстровано: {server} відмовляє",
    ),
    "Correct user name and password of the trunk in the administration, or ask the provider; "
    "it is tried again when they change, and every five minutes.": (
        "Исправьте имя и пароль транка в администрировании или спросите провайдера; "
        "попытка повторяется после изменения и каждые пять минут.",
        "Виправте ім'я та пароль транка в адмініструванні або запитайте провайдера; "
        "спроба повторюється після зміни й кожні п'ять хвилин.",
    ),
    "The trunk {name} is not registered: {server} does not answer ({reason})": (
        "Транк {name} не зарегистрирован: {server} не отвечает ({reason})",
        "Транк {name} не зареєстровано: {server} не відповідає ({reason})",
    ),
    "Check the trunk's server, and that the network lets SIP (UDP) through; it is tried again every 30 s.": (
        "Проверьте сервер транка и то, что сеть пропускает SIP (UDP); попытка повторяется каждые 30 с.",
        "Перевірте сервер транка й те, що мережа пропускає SIP (UDP); спроба повторюється кожні 30 с.",
    ),
    "Whether the trunk {name} is registered cannot be asked from here": (
        "Зарегистрирован ли транк {name}, отсюда не узнать",
        "Чи зареєстровано транк {name}, звідси не дізнатися",
    ),
    "Run the doctor on Asterisk's machine, as the user that Asterisk runs as.": (
        "Запустите doctor на машине Asterisk от того пользователя, от которого работает Asterisk.",
        "Запустіть doctor на машині Asterisk від того користувача, від якого працює Asterisk.",
    ),
    "The trunk {name} does not register; its server {server} answers": (
        "Транк {name} работает без регистрации; его сервер {server} отвечает",
        "Транк {name} працює без реєстрації; його сервер {server} відповідає",
    ),
    "The trunk {name} does not register, and its server {server} does not answer ({reason})": (
        "Транк {name} работает без регистрации, и его сервер {server} не отвечает ({reason})",
        "Транк {name} працює без реєстрації, і його сервер {server} не відповідає ({reason})",
    ),
    "Check the trunk's server, and that the network lets SIP (UDP) through. Some providers answer no "
    "OPTIONS: the test call on the trunk's page shows whether calls go through.": (
        "Проверьте сервер транка и то, что сеть пропускает SIP (UDP). Некоторые провайдеры не отвечают "
        "на OPTIONS: проходят ли звонки, покажет пробный звонок на странице транка.",
        "Перевірте сервер транка й те, що мережа пропускає SIP (UDP). Деякі провайдери не відповідають "
        "на OPTIONS: чи проходять дзвінки, покаже пробний дзвінок на сторінці транка.",
    ),
    "The trunk {name} does not register and has no server: "
    "it takes calls, and only a call shows whether they come": (
        "Транк {name} работает без регистрации и без сервера: он принимает звонки, "
        "а доходят ли они, покажет только звонок",
        "Транк {name} працює без реєстрації й без сервера: він приймає дзвінки, "
        "а чи доходять вони, покаже лише дзвінок",
    ),
    "Phones are looked at while Asterisk runs": (
        "Телефоны проверяются, пока работает Asterisk",
        "Телефони перевіряються, поки працює Asterisk",
    ),
    "Asterisk does not know {count} of the operators' phones, the first of them {first}": (
        "Asterisk не знает телефонов операторов: {count}, первый из них – {first}",
        "Asterisk не знає телефонів операторів: {count}, перший з них – {first}",
    ),
    "{online} of {count} operators' phones are registered": (
        "Зарегистрировано телефонов операторов: {online} из {count}",
        "Зареєстровано телефонів операторів: {online} з {count}",
    ),
    "A test call is made while engine and Asterisk run": (
        "Пробный звонок делается, пока работают движок и Asterisk",
        "Пробний дзвінок робиться, поки працюють рушій і Asterisk",
    ),
    "There is no line to call": ("Нет линии, на которую позвонить", "Немає лінії, на яку подзвонити"),
    "Add one in the administration (Lines).": (
        "Добавьте её в администрировании (Линии).",
        "Додайте її в адмініструванні (Лінії).",
    ),
    "Line {line} did not answer the test call ({reason})": (
        "Линия {line} не ответила на пробный звонок ({reason})",
        "Лінія {line} не відповіла на пробний дзвінок ({reason})",
    ),
    "See the logs of asterisk and engine in {log}.": (
        "Посмотрите журналы asterisk и engine в {log}.",
        "Перегляньте журнали asterisk і engine в {log}.",
    ),
    "Line {line} answered the test call after {answered} s, and nothing was heard": (
        "Линия {line} ответила на пробный звонок через {answered} с, но ничего не было слышно",
        "Лінія {line} відповіла на пробний дзвінок через {answered} с, але нічого не було чутно",
    ),
    "The engine does not know the line, or voices do not get through: "
    "see its log in {log}, and let UDP ports {first} to {last} pass.": (
        "Движок не знает линию, или голос не проходит: посмотрите его журнал в {log} "
        "и пропустите порты UDP с {first} по {last}.",
        "Рушій не знає лінії, або голос не проходить: перегляньте його журнал у {log} "
        "і пропустіть порти UDP з {first} по {last}.",
    ),
    "Line {line} answered a test call after {answered} s, and was heard only after {after} s": (
        "Линия {line} ответила на пробный звонок через {answered} с, но слышно её только через {after} с",
        "Лінія {line} відповіла на пробний дзвінок через {answered} с, але чути її лише через {after} с",
    ),
    "This machine is slow or busy: see its load.": (
        "Машина медленная или занята: посмотрите её загрузку.",
        "Машина повільна або зайнята: перегляньте її завантаження.",
    ),
    "Line {line} answered a test call after {answered} s, and its voice was heard after {after} s": (
        "Линия {line} ответила на пробный звонок через {answered} с, голос слышен через {after} с",
        "Лінія {line} відповіла на пробний дзвінок через {answered} с, голос чути через {after} с",
    ),
}
