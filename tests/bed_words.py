"""What an administrator does to the words and voices of a bed; a script, run in the bed's environment.

bed_words.py record KEY LANGUAGE FILE    upload FILE for the whole sentence KEY
bed_words.py withdraw KEY LANGUAGE       back to the rendered voice
bed_words.py write KEY LANGUAGE WORDS    a version of the house, valid at once
"""

from __future__ import annotations

import sys
from pathlib import Path

import django


def main(act: str, key: str, language: str, given: str = "") -> None:
    django.setup()
    from thirdring.apps.channels.models import Line
    from thirdring.apps.prompts import services
    from thirdring.apps.prompts.sentences import sentences
    from thirdring.apps.staff.models import User
    from thirdring.speech import Wording

    administrator = User.objects.get(username="admin")
    files = {key, f"{key}-{language}"}
    listed = sentences(Line.objects.all()).values()
    whole = next(one for one in listed if one.file in files and one.language == language)
    if act == "record":
        services.upload(whole, [Path(given).read_bytes()], Path(given).name, administrator)
    elif act == "withdraw":
        services.choose(whole.name, None, administrator)
    elif act == "write":
        services.add_version(key, {language: Wording(given)}, None, "", administrator)
    else:
        raise SystemExit(f"{act}: no such act")


if __name__ == "__main__":
    main(*sys.argv[1:])
