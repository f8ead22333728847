"""What ``thirdring backup``, ``verify``, ``restore`` and ``keys`` say: English → Russian, Ukrainian."""

from __future__ import annotations

KEEPING_WORDS: dict[str, tuple[str, str]] = {
    # Commands
    "everything in one encrypted archive, while calls go on": (
        "всё в одном зашифрованном архиве, пока звонки идут",
        "усе в одному зашифрованому архіві, поки дзвінки йдуть",
    ),
    "read a backup to its end: could it be restored?": (
        "прочитать резервную копию до конца: можно ли её восстановить?",
        "прочитати резервну копію до кінця: чи можна її відновити?",
    ),
    "make an installation of a backup": (
        "сделать из резервной копии установку",
        "зробити з резервної копії інсталяцію",
    ),
    "the keys of the recordings: list, rotate": (
        "ключи записей: list – показать, rotate – сменить",
        "ключі записів: list – показати, rotate – змінити",
    ),
    "the archive": ("архив", "архів"),
    "a file that holds the passphrase, or any key; without it the terminal asks": (
        "файл с парольной фразой или любым ключом; без него спросит терминал",
        "файл із парольною фразою або будь-яким ключем; без нього запитає термінал",
    ),
    "put aside the installation that is there": (
        "отложить в сторону установку, которая уже есть",
        "відкласти вбік інсталяцію, яка вже є",
    ),
    # Steps
    "Secrets and settings": ("Секреты и настройки", "Секрети та налаштування"),
    "Recordings": ("Записи", "Записи"),
    "Recordings, prompts and secrets": ("Записи, подсказки и секреты", "Записи, підказки та секрети"),
    "Everything in its place": ("Всё на свои места", "Усе на свої місця"),
    "Waiting for the deletion by the rules of retention": (
        "Ожидание, пока закончится удаление по правилам хранения",
        "Очікування, доки завершиться видалення за правилами зберігання",
    ),
    "The archive is read": ("Архив читается", "Архів читається"),
    "{size_mb} MB": ("{size_mb} МБ", "{size_mb} МБ"),
    "{count} files": ("файлов: {count}", "файлів: {count}"),
    "{count} files, {size_mb} MB": ("файлов: {count}, {size_mb} МБ", "файлів: {count}, {size_mb} МБ"),
    "{count} recordings": ("записей: {count}", "записів: {count}"),
    # The passphrase
    "Passphrase: ": ("Парольная фраза: ", "Парольна фраза: "),
    "Once more: ": ("Ещё раз: ", "Ще раз: "),
    "Both passphrases differ. Nothing was done.": (
        "Фразы различаются. Ничего не сделано.",
        "Фрази відрізняються. Нічого не зроблено.",
    ),
    "A passphrase has at least {shortest} characters.": (
        "В парольной фразе не меньше {shortest} знаков.",
        "У парольній фразі не менше ніж {shortest} знаків.",
    ),
    "There is nobody to ask for the passphrase. Give it with --passphrase-file FILE.": (
        "Парольную фразу не у кого спросить. Укажите её файлом: --passphrase-file ФАЙЛ.",
        "Парольну фразу ні в кого запитати. Вкажіть її файлом: --passphrase-file ФАЙЛ.",
    ),
    "The passphrase does not open {file}.": (
        "Эта парольная фраза не открывает {file}.",
        "Ця парольна фраза не відкриває {file}.",
    ),
    # The archive
    "{file}, {size_mb} MB. Keep its passphrase apart from it.": (
        "{file}, {size_mb} МБ. Храните парольную фразу отдельно от него.",
        "{file}, {size_mb} МБ. Зберігайте парольну фразу окремо від нього.",
    ),
    "{file} is whole: {count} recordings.": (
        "{file} цел, записей: {count}.",
        "{file} цілий, записів: {count}.",
    ),
    "{file} is not whole. Use another backup.": (
        "{file} неполон. Возьмите другую резервную копию.",
        "{file} неповний. Візьміть іншу резервну копію.",
    ),
    "{file} is cut off, or was changed after it was made. Use another backup.": (
        "{file} обрезан или изменён после создания. Возьмите другую резервную копию.",
        "{file} обрізано або змінено після створення. Візьміть іншу резервну копію.",
    ),
    "{file} is not a backup of Third Ring.": (
        "{file} – не резервная копия «Третьего звонка».",
        "{file} – не резервна копія «Третього дзвінка».",
    ),
    "{file} was made by another version of Third Ring ({version}). Restore it with that one.": (
        "{file} сделан другой версией «Третьего звонка» ({version}). Восстановите его той же версией.",
        "{file} зроблено іншою версією «Третього дзвінка» ({version}). Відновіть його тією ж версією.",
    ),
    "{file} in the archive leads out of it.": (
        "Файл {file} в архиве ведёт за его пределы.",
        "Файл {file} в архіві веде за його межі.",
    ),
    "{file} exists already. Name another file.": (
        "{file} уже есть. Назовите другой файл.",
        "{file} вже є. Назвіть інший файл.",
    ),
    "{file} cannot be read: {reason}.": (
        "{file} нельзя прочитать: {reason}.",
        "{file} не можна прочитати: {reason}.",
    ),
    "{file} cannot be written: {reason}.": (
        "{file} нельзя записать: {reason}.",
        "{file} не можна записати: {reason}.",
    ),
    "There is no room for {file}: {free_mb} MB are free on its disk. Name a file on another disk.": (
        "Для {file} нет места: на его диске свободно {free_mb} МБ. Назовите файл на другом диске.",
        "Для {file} немає місця: на його диску вільно {free_mb} МБ. Назвіть файл на іншому диску.",
    ),
    "Recordings under these keys cannot be heard, the keys were lost before: {keys}": (
        "Записи под этими ключами прослушать нельзя, ключи утрачены раньше: {keys}",
        "Записи під цими ключами не можна прослухати, ключі втрачено раніше: {keys}",
    ),
    # The installation
    "The database could not be read: {reason}": (
        "Базу данных не удалось прочитать: {reason}",
        "Базу даних не вдалося прочитати: {reason}",
    ),
    "The database cannot be restored: {reason}": (
        "Базу данных нельзя восстановить: {reason}",
        "Базу даних не можна відновити: {reason}",
    ),
    "The role of DATABASE_URL may not make databases. Give it CREATEDB for the restore.": (
        "Роль из DATABASE_URL не может создавать базы данных. Дайте ей на время восстановления CREATEDB.",
        "Роль із DATABASE_URL не може створювати бази даних. Дайте їй на час відновлення CREATEDB.",
    ),
    "Somebody is still connected to the database. Stop whatever uses it.": (
        "К базе данных ещё кто-то подключён. Остановите то, что ею пользуется.",
        "До бази даних ще хтось підключений. Зупиніть те, що нею користується.",
    ),
    "There is an installation in {home} (THIRDRING_HOME) already. "
    "Set THIRDRING_HOME to an empty folder, or add --replace: what is there is then put aside.": (
        "В {home} (THIRDRING_HOME) уже есть установка. Укажите в THIRDRING_HOME пустую папку "
        "или добавьте --replace: тогда то, что есть, будет отложено в сторону.",
        "У {home} (THIRDRING_HOME) вже є інсталяція. Вкажіть у THIRDRING_HOME порожню теку "
        "або додайте --replace: тоді те, що є, буде відкладено вбік.",
    ),
    "What was there before lies in {folder}.": (
        "То, что было раньше, лежит в {folder}.",
        "Те, що було раніше, лежить у {folder}.",
    ),
    "What was there before lies in the database {name}.": (
        "То, что было раньше, лежит в базе данных {name}.",
        "Те, що було раніше, лежить у базі даних {name}.",
    ),
    "Restored as of {moment}. Start it with: script/thirdring serve": (
        "Восстановлено по состоянию на {moment}. Запустить: script/thirdring serve",
        "Відновлено станом на {moment}. Запустити: script/thirdring serve",
    ),
    "Settings that were others there ({file}):": (
        "Настройки, которые там были другими ({file}):",
        "Налаштування, які там були іншими ({file}):",
    ),
    # Keys
    "the keys, and how many recordings need each": (
        "ключи и сколько записей нуждается в каждом",
        "ключі та скільки записів потребує кожного",
    ),
    "a new key for all recordings; what was interrupted goes on": (
        "новый ключ для всех записей; прерванное продолжается",
        "новий ключ для всіх записів; перерване продовжується",
    ),
    "encrypts what is recorded now": (
        "шифрует то, что записывается сейчас",
        "шифрує те, що записується зараз",
    ),
    "{count} recordings are damaged: they name no key.": (
        "Повреждённых записей: {count}; ключ в них не назван.",
        "Пошкоджених записів: {count}; ключ у них не названо.",
    ),
    "{name} is missing, and {count} recordings need it.": (
        "Ключа {name} нет, а записей, которым он нужен: {count}.",
        "Ключа {name} немає, а записів, яким він потрібен: {count}.",
    ),
    "There is no key yet: the first recording makes one.": (
        "Ключа ещё нет: его создаст первая запись.",
        "Ключа ще немає: його створить перший запис.",
    ),
    "The rotation to {key}, which was interrupted, is complete.": (
        "Прерванная смена ключа на {key} завершена.",
        "Перервану зміну ключа на {key} завершено.",
    ),
    "Recordings are encrypted with {key} from now on.": (
        "Теперь записи зашифрованы ключом {key}.",
        "Тепер записи зашифровано ключем {key}.",
    ),
    "{name} is no longer needed and was removed.": (
        "Ключ {name} больше не нужен и удалён.",
        "Ключ {name} більше не потрібен, його вилучено.",
    ),
    "{file} keeps its key: {why}": (
        "{file} остаётся при своём ключе: {why}",
        "{file} лишається при своєму ключі: {why}",
    ),
}
