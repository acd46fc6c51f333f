"""`engagement.yml` that no honest author writes: each is told in a message, with its line, in the time of a glance."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from diagnostic.engagement import Engagement
from diagnostic.errors import UserError
from tests.engagement.test_engagement import RIGHT, changed, problems

PARAMETERS = "occupancy: 1,"
SOURCE = "    channel: phone\n"


def bomb(group: str) -> str:
    """Ten groups, each nine times the one before: written in half a page, read as thousands of millions of values."""
    lines, inner = [], "x"
    for level in range(11):
        lines.append(f"a{level}: &a{level} {group % ((inner,) * 9)}\n")
        inner = f"*a{level}"
    return "".join(lines)


ODD = {
    "a key that is no encoding of text": (SOURCE, SOURCE + "    encoding: rot13\n", "encoding", 10),
    "an encoding that does not exist": (SOURCE, SOURCE + "    encoding: utf-9\n", "encoding", 10),
    "an encoding with a NUL": (SOURCE, SOURCE + '    encoding: "a\\0b"\n', "unseen", 10),
    "holidays that are a module": ("school_zone: C", "holidays: __init__", "holidays", 1),
    "holidays of no country": ("school_zone: C", "holidays: zz", "holidays", 1),
    "a period of the year 1": ("start: 2025-01-01", "start: 0001-01-01", "period_far", 2),
    "an event of the year 9999": ("date: 2025-06-01", "date: 9999-12-31", "period_far", 15),
    "hours from the year 1": ("valid_from: 2024-01-01", "valid_from: 0001-01-01", "period_far", 13),
    "a row of headers beyond any file": (SOURCE, SOURCE + "    header_row: 100000000000000000000000\n", "at_most", 10),
    "a number that cannot be printed": ("population: 75000", "population: 0x" + "f" * 5000, "kind", 1),
    "more people than there are": ("population: 75000", "population: 7500000000000", "at_most", 1),
    "a NUL in a name": ("name: Ville-Exemple", 'name: "Ville\\0"', "unseen", 1),
    "an escape in a name": ("name: Ville-Exemple", 'name: "Ville\\e[31m"', "unseen", 1),
    "a surrogate in a name": ("name: Ville-Exemple", 'name: "Ville\\ud800"', "unseen", 1),
    "a mark that turns what follows": ("name: Ville-Exemple", 'name: "Ville\\u202e"', "unseen", 1),
    "a name of nothing": ("name: Ville-Exemple", 'name: " "', "empty", 1),
    "a name longer than a page": ("name: Ville-Exemple", f"name: {'x' * 10_000}", "too_long", 1),
    "a surrogate in a word": ("Décroché: answered", '"D\\ud800": answered', "unseen", 11),
    "a surrogate in a header": ("outcome: Issue", 'outcome: "I\\udfff"', "unseen", 10),
    "a separator of nothing": (SOURCE, SOURCE + '    list_separator: ""\n', "empty", 10),
    "a seed below zero": (PARAMETERS, f"{PARAMETERS} seed: -1,", "at_least", 17),
    "more draws than memory": (PARAMETERS, f"{PARAMETERS} draws: 1000000000,", "at_most", 17),
    "minutes below zero": ("{email: 6}", "{email: -6}", "at_least", 17),
    "a promise of ever": ("days: 5", "days: 1.0e+30", "at_most", 16),
    "more sites than a country": ("[Mairie, Annexe]", f"[{', '.join(f's{n}' for n in range(1001))}, Mairie]", "too_many", 4),
    "a merged group": ("{name: Ville-Exemple,", "{<<: {name: x}, name: Ville-Exemple,", "unknown_key_known", 1),
}


@pytest.mark.parametrize("old, new, key, line", ODD.values(), ids=ODD)
def test_an_odd_value_is_told_with_its_line(folder: Path, old: str, new: str, key: str, line: int) -> None:
    assert [told[:2] for told in problems(folder, changed(old, new))] == [(key, line)]


@pytest.mark.parametrize("name", ["../" * 200 + "x", "x" * 300, "a\\0b", "\\ud800", "CON", ".", "data/", "data/NUL", "/dev/zero", "~/x"])
def test_a_path_that_no_system_takes_is_told_as_one_that_leads_to_no_file(folder: Path, name: str) -> None:
    told = problems(folder, changed("file: data/appels.csv", f'file: "{name}"'))
    assert {line for _, line, _ in told} == {7} and {key for key, *_ in told} <= {
        "file_known",
        "file_near",
        "file_outside",
        "unseen",
        "too_long",
    }


NOT_READ = {
    "a list that repeats itself": (bomb("[%s, %s, %s, %s, %s, %s, %s, %s, %s]"), "yaml.values"),
    "a group that repeats itself": (bomb("{a: %s, b: %s, c: %s, d: %s, e: %s, f: %s, g: %s, h: %s, i: %s}"), "yaml.values"),
    "a list within itself": ("a: &a [*a]\n", "yaml.deep"),
    "brackets in brackets": ("[" * 200_000, "yaml.deep"),
    "dashes in dashes": ("- " * 200_000, "yaml.deep"),
    "more values than a mission needs": ("-\n" * 200_000, "yaml.values"),
    "a file that is a book": ("#" * 600_000, "yaml.large"),
    "a tag that runs a program": ("a: !!python/object/apply:os.system ['touch owned']\n", "yaml.tag"),
    "a tag without end": ("a: !" + "x" * 400_000 + " 1\n", "yaml.tag"),
    "a tag of bytes": ("client: {name: !!binary aGVsbG8=}\n", "yaml.tag"),
    "a tag of another kind": ("a: !!map [1]\n", "yaml.tag"),
    "two documents": ("a: 1\n---\nb: 2\n", "yaml.documents"),
    "a bell": ("a: \x07\n", "yaml.character"),
    "UTF-16 without its mark": ("".join(f"{letter}\0" for letter in "a: 1\n"), "yaml.encoding"),
    "a list for a key": ("? [a, b]\n: 1\n", "yaml.key"),
}


@pytest.mark.parametrize("text, key", NOT_READ.values(), ids=NOT_READ)
def test_what_is_no_settings_is_told_before_it_is_all_read(folder: Path, text: str, key: str) -> None:
    started = time.process_time()
    (folder / "engagement.yml").write_text(text, encoding="utf-8")
    with pytest.raises(UserError) as raised:
        Engagement.load(folder)
    assert [problem.key for problem in raised.value.problems] == [key]
    assert len(raised.value.text("fr")) < 1000 and time.process_time() - started < 15


@pytest.mark.parametrize("value", ["!!bool foo", "!!int ''", "0001-01-01T00:00:00+10:00", "0000-00-00", "<<", "=", "1e999", "0o99"])
def test_a_value_that_is_none_of_its_kind_is_told_as_one_of_another(folder: Path, value: str) -> None:
    assert [told[:2] for told in problems(folder, changed("population: 75000", f"population: {value}"))] == [("kind", 1)]


def test_a_file_saved_with_its_mark_reads_and_utf16_is_told(folder: Path) -> None:
    (folder / "engagement.yml").write_text(RIGHT, encoding="utf-8-sig")
    assert Engagement.load(folder).client.population == 75000
    (folder / "engagement.yml").write_text(RIGHT, encoding="utf-16")
    with pytest.raises(UserError, match="UTF-8"):
        Engagement.load(folder)


@pytest.mark.parametrize(
    "text",
    [
        RIGHT + "".join(f"unknown{n}: 1\n" for n in range(20_000)),
        RIGHT + "".join("client: {name: x}\n" for _ in range(2_000)),
        changed("hours:\n", "hours:\n" + "".join(f"  - {{site: Site {n}, rules: Lu 9h}}\n" for n in range(2_000))),
        changed("[Mairie, Annexe]", f"[{', '.join(f'Site number {n}' for n in range(2_000))}]").replace(
            "site: Mairie", "site: Sitte nmber"
        ),
        changed("{outcome: {Décroché", "{outcome: {" + "".join(f"word {n}: answerd {n}, " for n in range(4_000)) + "Décroché"),
    ],
    ids=["keys", "repeated", "hours", "sites", "words"],
)
def test_thousands_of_mistakes_are_told_as_their_first_hundred(folder: Path, text: str) -> None:
    started = time.process_time()
    (folder / "engagement.yml").write_text(text, encoding="utf-8")
    with pytest.raises(UserError) as raised:
        Engagement.load(folder)
    lines = raised.value.text("en").splitlines()
    assert len(lines) <= 101 and (len(lines) < 101 or "first 100 mistakes" in lines[-1])
    assert time.process_time() - started < 15


def test_a_message_holds_nothing_that_a_terminal_obeys_and_no_more_than_is_read(folder: Path) -> None:
    hostile = '"\\e[2J\\ud800\\u202e\\u2066' + "x" * 900 + '"'
    (folder / "engagement.yml").write_text(changed("name: Ville-Exemple", f"{hostile}: {hostile}, name: Ville"), encoding="utf-8")
    with pytest.raises(UserError) as raised:
        Engagement.load(folder)
    for spoken in ("fr", "en"):
        text = raised.value.text(spoken)
        assert text.encode("utf-8") and len(text) < 1500
        assert not set("\x1b\u202e\u2066") & set(text) and r"\x1b" in text
