"""Natalia brings the registry of the fund: it is read, checked and merged, all of it or nothing."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

import openpyxl
import pytest
from django.db import connection

from thirdring.apps.insured import queries
from thirdring.apps.insured.models import ImportState, NameWord, Person, RefusedLine
from thirdring.apps.insured.registry import columns, files, merge, services
from thirdring.apps.insured.tasks import work_on_registry
from thirdring.apps.organisations.models import Organisation
from thirdring.identifiers import snils
from thirdring.identifiers.enp import Enp

HEADINGS = ("Фамилия", "Имя", "Отчество", "Дата рождения", "Пол", "ЕНП", "СНИЛС", "Телефон", "СМО")
FIRST_ENP, SECOND_ENP = "2352210848000019", "2387499768000773"
PETR = ("Кукушкин", "Пётр", "Ильич", "01.07.1987", "М", FIRST_ENP, "", "8 200 111-22-33", "smo-primer")
VERA = ("Кукушкина", "Вера", "Ильинична", "31.12.2005", "Ж", SECOND_ENP, "", "", "")


@pytest.fixture
def fund(db, home) -> Organisation:
    return Organisation.objects.get(code="tfoms")


def table(*rows: Sequence[str], headings: Sequence[str] = HEADINGS, separator: str = ";") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows([headings, *rows])
    return text.getvalue()


def brought(holder: Organisation, content: str | bytes, name: str = "registry.csv"):
    whole = content.encode() if isinstance(content, str) else content
    return services.receive(holder, name, [whole], None)


def imported(holder: Organisation, content: str | bytes, name: str = "registry.csv"):
    registry = services.begin(brought(holder, content, name).pk, ImportState.IMPORTING)
    services.run(registry)
    return registry


def counted(registry) -> tuple[int, int, int, int]:
    return registry.new, registry.changed, registry.unchanged, registry.refused


def workbook(rows: Iterable[Sequence[object]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def test_a_registry_is_imported_and_its_persons_are_found(fund, user):
    registry = imported(fund, table(PETR, VERA))
    assert (registry.state, counted(registry)) == (ImportState.DONE, (2, 0, 0, 0))
    (petr,) = queries.find(user("maria"), "кукушкин петр 1987").people
    assert (petr.enp, petr.sex, petr.insurer.code) == (FIRST_ENP, "m", "smo-primer")
    assert queries.by_phone(user("maria"), "+72001112233") == [petr]


def test_where_nobody_is_known_yet_the_matches_are_not_read_again_for_every_line(fund):
    fields = columns.recognised(HEADINGS)
    reader = columns.LineReader(fields, services.tables_for(fund))
    staging = merge.Staging(fields, lambda: None)
    staging.fill(reader.read(n, (f"Кукушкин{n}", *PETR[1:4], "", "", "", "", "")) for n in range(100))
    assert staging.compare(fund.pk)[0] == (100, 0, 0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq_scan FROM pg_stat_xact_user_tables WHERE relname = 'insured_match'")
        ((scans,),) = cursor.fetchall()
    assert scans < 20


def test_the_same_file_again_changes_nothing(fund):
    imported(fund, table(PETR, VERA))
    before = list(Person.objects.filter(family_name__startswith="Кукушкин").values())
    assert counted(imported(fund, table(PETR, VERA))) == (0, 0, 2, 0)
    assert list(Person.objects.filter(family_name__startswith="Кукушкин").values()) == before


def test_a_person_known_by_the_policy_gets_the_new_name_and_keeps_the_record(fund):
    imported(fund, table(VERA))
    vera = Person.objects.get(enp=SECOND_ENP)
    married = ("Соколова", *VERA[1:7], "+7 200 111 22 44", "")
    assert counted(imported(fund, table(married))) == (0, 1, 0, 0)
    assert Person.objects.get(pk=vera.pk).search_name == "соколова вера ильинична"
    assert vera.phones.get().number == "+72001112244"


def test_columns_that_the_registry_does_not_have_stay_as_they_were(fund):
    imported(fund, table(PETR))
    short = table(("Кукушкин", "Пётр", "Ильич", FIRST_ENP), headings=("ФАМИЛИЯ", "ИМЯ", "ОТЧЕСТВО", "ENP"))
    assert counted(imported(fund, short)) == (0, 0, 1, 0)
    assert Person.objects.get(enp=FIRST_ENP).birth_date is not None


def test_lines_that_cannot_be_right_are_refused_with_the_cell_and_the_others_are_taken(fund):
    registry = imported(
        fund,
        table(
            PETR,
            ("Кукушкин", "Олег", "", "32.01.1990", "М", "", "112-233-445 96", "", ""),
            ("", "", "", "01.01.1990", "", "", "", "", ""),
            ("Кукушкин", "Лев", "", "", "", "", "", "", ""),
            (*VERA[:5], "2352210848000018", "", "12", "nobody"),
        ),
    )
    assert counted(registry) == (1, 0, 0, 4)
    refused = RefusedLine.objects.filter(registry=registry).values_list("line", "field", "code", "value")
    assert list(refused) == [
        (3, "birth_date", "date", "32.01.1990"),
        (3, "snils", "snils", "112-233-445 96"),
        (4, "family_name", "no name", ""),
        (5, "", "no key", ""),
        (6, "enp", "enp", "2352210848000018"),
        (6, "phones", "phone", "12"),
        (6, "insurer", "insurer", "nobody"),
    ]


def test_of_two_lines_about_one_person_the_first_counts(fund):
    number = snils.compose(987_654_321)
    imported(fund, table((*PETR[:6], number, "", "")))
    registry = imported(
        fund, table((*PETR[:6], "", "", ""), (*PETR[:6], "", "", ""), (*PETR[:5], "", number, "", ""))
    )
    assert registry.refused == 2
    twice = RefusedLine.objects.filter(registry=registry).values_list("line", "code", "value")
    assert list(twice) == [(3, "twice", "2"), (4, "twice", "2")]


def test_persons_of_another_holder_are_never_touched(fund):
    imported(fund, table(PETR))
    other = Organisation.objects.get(code="asystans")
    assert counted(imported(other, table(("Другой", *PETR[1:])))) == (1, 0, 0, 0)
    assert Person.objects.get(holder=fund, enp=FIRST_ENP).family_name == "Кукушкин"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1251", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_csv_is_read_in_the_usual_encodings_and_with_the_usual_separators(fund, encoding, separator):
    registry = brought(fund, table(PETR, separator=separator).encode(encoding))
    assert registry.columns == [
        *("family_name", "given_name", "patronymic", "birth_date", "sex"),
        *("enp", "snils", "phones", "insurer"),
    ]
    _headings, (line,) = services.sample(registry)
    assert line.cells == list(PETR)


def test_excel_and_the_xml_of_the_fund_bring_the_same_persons(fund):
    assert counted(imported(fund, table(PETR))) == (1, 0, 0, 0)
    assert counted(imported(fund, workbook([HEADINGS, PETR]), "registry.xlsx")) == (0, 0, 1, 0)
    xml = f"""<?xml version="1.0" encoding="windows-1251"?>
        <PERS_LIST><ZGLV><VERSION>3.1</VERSION></ZGLV>
        <PERS><FAM>Кукушкин</FAM><IM>Пётр</IM><OT>Ильич</OT><W>1</W><DR>1987-07-01</DR>
        <DOC><ENP>{FIRST_ENP}</ENP></DOC><SMO>smo-primer</SMO></PERS></PERS_LIST>"""
    assert counted(imported(fund, xml.encode("cp1251"), "registry.xml")) == (0, 0, 1, 0)


def test_of_xml_a_tag_is_known_in_any_namespace_and_two_of_it_are_two_phones(fund):
    xml = f"""<f:LIST xmlns:f="urn:fund"><f:PERS><f:FAM>Кукушкин</f:FAM><ENP>{FIRST_ENP}</ENP>
        <f:TEL>+72001112233</f:TEL><TEL/><TEL>+72001112244</TEL></f:PERS></f:LIST>"""
    assert counted(imported(fund, xml, "registry.xml")) == (1, 0, 0, 0)
    phones = Person.objects.get(enp=FIRST_ENP).phones.values_list("number", flat=True)
    assert set(phones) == {"+72001112233", "+72001112244"}


BOMB = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bb">]><a><p><FAM>&b;</FAM></p></a>'


@pytest.mark.parametrize(
    "content", [b"", b"  \n", b"PK\x03\x04 not a workbook", b"<a><p><FAM>", BOMB.encode()]
)
def test_what_is_no_registry_is_refused_at_once_and_not_kept(fund, home, content):
    with pytest.raises(files.Unreadable):
        brought(fund, content)
    assert not list((home / "imports").iterdir())


def test_a_file_that_breaks_off_changes_nobody(fund):
    person = "<PERS><FAM>Кукушкин</FAM><IM>Лев</IM><DR>1990-01-01</DR></PERS>"
    registry = imported(fund, f"<L>{person * 20}<PERS>".encode(), "registry.xml")
    assert (registry.state, registry.trouble) == (ImportState.FAILED, "unreadable 21")
    assert not Person.objects.filter(family_name="Кукушкин").exists()


def test_a_check_counts_and_stores_nothing(fund, django_capture_on_commit_callbacks):
    registry = services.begin(brought(fund, table(PETR, VERA)).pk, ImportState.CHECKING)
    services.run(registry)
    assert (registry.state, counted(registry)) == (ImportState.CHECKED, (2, 0, 0, 0))
    assert not Person.objects.filter(family_name__startswith="Кукушкин").exists()
    with django_capture_on_commit_callbacks(execute=True):
        services.run(services.begin(registry.pk, ImportState.IMPORTING))
    assert Person.objects.filter(family_name__startswith="Кукушкин").count() == 2
    assert not services.place_of(registry).exists()


def test_cancelling_at_the_last_moment_leaves_all_as_it_was(
    fund, monkeypatch, django_capture_on_commit_callbacks
):
    def stop(*_arguments: object) -> None:
        raise services.Stopped

    monkeypatch.setattr(services._Refused, "store", stop)
    with django_capture_on_commit_callbacks(execute=True):
        registry = imported(fund, table(PETR))
    assert registry.state == ImportState.CANCELLED
    assert not Person.objects.filter(enp=FIRST_ENP).exists()
    assert not services.place_of(registry).exists()


def test_an_import_that_is_over_is_not_begun_again(fund):
    registry = imported(fund, table(PETR))
    with pytest.raises(services.NotNow):
        services.begin(registry.pk, ImportState.IMPORTING)


def test_new_words_of_names_are_known_for_slips(fund, user):
    imported(fund, table(("Ъхтыщенков", *PETR[1:])))
    assert NameWord.objects.filter(word="ъхтыщенков").exists()
    (found,) = queries.find(user("maria"), "ъхтыщнеков").people
    assert found.enp == FIRST_ENP


def test_every_serial_of_an_enp_that_we_compose_is_accepted(fund):
    rows = [
        ("Кукушкин", f"Имя{n}", "", "01.07.1987", "М", str(Enp("23", queries.DAY_ZERO, "m", n)), "", "", "")
        for n in range(50)
    ]
    assert counted(imported(fund, table(*rows))) == (50, 0, 0, 0)


# --- the pages ------------------------------------------------------------------------------------

LIST = "/admin/insured/registryimport/"


@pytest.fixture
def jobs(monkeypatch) -> list[int]:
    """Numbers of the imports that the worker was asked for."""
    asked: list[int] = []
    monkeypatch.setattr(type(work_on_registry), "defer", lambda _task, registry: asked.append(registry))
    return asked


def upload(browser, holder: Organisation, content: str):
    file = io.BytesIO(content.encode())
    file.name = "реестр.csv"
    return browser.post(f"{LIST}add/", {"holder": holder.pk, "file": file}, follow=True)


def test_an_administrator_uploads_assigns_checks_and_imports(fund, login, jobs):
    browser = login("admin")
    page = upload(browser, fund, table(PETR, headings=("a", *HEADINGS[1:])))
    assert "Кукушкин" in page.content.decode()
    address = page.redirect_chain[-1][0]
    fields = ["", "given_name", "patronymic", "birth_date", "sex", "enp", "snils", "phones", "insurer"]
    wrong = browser.post(address, {"check": 1, **{f"column{n}": name for n, name in enumerate(fields)}})
    assert "No column holds the name." in wrong.content.decode()
    fields[0] = "family_name"
    browser.post(address, {"check": 1, **{f"column{n}": name for n, name in enumerate(fields)}})
    assert 'hx-trigger="every 1s"' in browser.get(address).content.decode()
    work_on_registry(registry=jobs[-1])
    assert "This would become of it" in browser.get(address).content.decode()
    browser.post(address, {"import": 1})
    work_on_registry(registry=jobs[-1])
    assert "This was imported" in browser.get(address).content.decode()
    assert Person.objects.filter(enp=FIRST_ENP, family_name="Кукушкин").exists()
    assert browser.get(LIST).status_code == 200


def test_refused_lines_are_downloaded_without_formulas(fund, login):
    registry = imported(fund, table(("Кукушкин", "Лев", "", "=1+1", "", "", "", "", "")))
    answer = login("admin").get(f"{LIST}{registry.pk}/refused.csv").content.decode("utf-8-sig")
    (line,) = csv.DictReader(io.StringIO(answer), delimiter=";")
    assert (line["line"], line["value"]) == ("2", "'=1+1")


@pytest.mark.parametrize("person", ["maria", "sergey"])
def test_who_does_not_administer_neither_sees_nor_brings_registries(fund, login, person):
    registry = brought(fund, table(PETR))
    browser = login(person)
    for address in (LIST, f"{LIST}add/", f"{LIST}{registry.pk}/change/", f"{LIST}{registry.pk}/refused.csv"):
        assert browser.get(address).status_code in {302, 403}
