"""`engagement.yml`: what is accepted, and what each mistake is told."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from diagnostic import wording
from diagnostic.engagement import Engagement, Source, language
from diagnostic.errors import UserError

RIGHT = """\
client: {name: Ville-Exemple, population: 75000, languages: [fr], school_zone: C}
period: {start: 2025-01-01, end: 2025-12-31, extract_date: 2026-01-10}
perimeter:
  sites: [Mairie, Annexe]
  absent: [{channel: counter, service: Urbanisme, why: not recorded}]
sources:
  - file: data/appels.csv
    table: contacts
    channel: phone
    columns: {occurred_at: Date appel, outcome: Issue}
    values: {outcome: {Décroché: answered, 1: abandoned}}
hours:
  - {site: Mairie, rules: "Mo-Fr 08:30-12:00; PH off", valid_from: 2024-01-01}
events:
  - {date: 2025-06-01, kind: break, source: appels}
promises: [{procedure: Acte de naissance, days: 5, clock_start: complete}]
parameters: {repeat_window_days: 7, occupancy: 1, handling_minutes: {email: 6}}
"""


def problems(folder: Path, text: str) -> list[tuple[str, int, str]]:
    (folder / "engagement.yml").write_text(text, encoding="utf-8")
    with pytest.raises(UserError) as raised:
        Engagement.load(folder)
    return [(p.key.removeprefix("engagement."), p.values.get("line", 0), str(p.values.get("near", ""))) for p in raised.value.problems]


def changed(old: str, new: str) -> str:
    assert RIGHT.count(old) == 1
    return RIGHT.replace(old, new)


def test_a_right_file_is_read_with_its_types(folder: Path) -> None:
    (folder / "engagement.yml").write_text(RIGHT, encoding="utf-8")
    engagement = Engagement.load(folder)
    assert engagement.period.extract_date == dt.date(2026, 1, 10)
    assert engagement.perimeter.sites == ("Mairie", "Annexe")
    assert engagement.sources[0].values == {"outcome": {"Décroché": "answered", "1": "abandoned"}}
    assert engagement.hours[0].rules == "Mo-Fr 08:30-12:00; PH off"
    assert engagement.parameters.handling_minutes == {"email": 6}
    assert engagement.parameters.small_group == 11
    assert engagement.folder == folder.resolve()


def test_a_path_written_on_windows_reads_everywhere(folder: Path) -> None:
    (folder / "engagement.yml").write_text(changed("data/appels.csv", r"data\appels.csv"), encoding="utf-8")
    assert Engagement.load(folder).sources[0].file == "data/appels.csv"


ONE_MISTAKE = {
    "unknown key": ("population: 75000", "populaton: 75000", ("unknown_key_near", 1, "population")),
    "unknown nested key": ("valid_from: 2024", "valid_form: 2024", ("unknown_key_near", 13, "valid_from")),
    "unknown key, none near": ("    channel: phone", "    zzz: phone", ("unknown_key_known", 9, "")),
    "value out of vocabulary": ("channel: counter", "channel: conter", ("value_near", 5, "counter")),
    "vocabulary of a mapped value": ("Décroché: answered", "Décroché: answerd", ("value_near", 11, "answered")),
    "channel as a key": ("{email: 6}", "{emial: 6}", ("value_near", 17, "email")),
    "number where a whole one is due": ("population: 75000", "population: 75000.5", ("kind", 1, "")),
    "text where a number is due": ("days: 5", 'days: "5"', ("kind", 16, "")),
    "number where text is due": ("name: Ville-Exemple", "name: 75", ("quotes", 1, "")),
    "not a list": ("languages: [fr]", "languages: fr", ("kind", 1, "")),
    "not a date": ("end: 2025-12-31", "end: 31/12/2025", ("kind", 2, "")),
    "impossible date": ("end: 2025-12-31", "end: 2025-12-41", ("kind", 2, "")),
    "instant for a date": ("end: 2025-12-31", "end: 2025-12-31 10:00:00", ("kind", 2, "")),
    "missing key": ("start: 2025-01-01, ", "", ("missing", 2, "")),
    "nothing after a key": ("days: 5", "days: ", ("empty", 16, "")),
    "repeated key": ("    channel: phone\n", "    channel: phone\n    table: contacts\n", ("repeated", 10, "")),
    "too large": ("repeat_window_days: 7", "repeat_window_days: 700", ("at_most", 17, "")),
    "not a finite number": ("occupancy: 1", "occupancy: .nan", ("kind", 17, "")),
    "extracted too early": ("extract_date: 2026-01-10", "extract_date: 2025-11-30", ("extract_before_end", 2, "")),
    "period reversed": ("end: 2025-12-31", "end: 2024-12-31", ("period_reversed", 2, "")),
    "time zone": ("school_zone: C", "timezone: Europe/Pari", ("timezone", 1, "Europe/Paris")),
    "column": ("{occurred_at: Date", "{ocurred_at: Date", ("column_near", 10, "occurred_at")),
    "column of values": ("values: {outcome:", "values: {outcom:", ("column_near", 11, "outcome")),
    "file": ("data/appels.csv", "data/apels.csv", ("file_near", 7, "data/appels.csv")),
    "file without its folder": ("data/appels.csv", "appels.csv", ("file_near", 7, "data/appels.csv")),
    "absolute file": ("data/appels.csv", "/data/appels.csv", ("file_outside", 7, "")),
    "absolute file of Windows": ("data/appels.csv", r"C:\data\appels.csv", ("file_outside", 7, "")),
    "file outside": ("data/appels.csv", "data/../../appels.csv", ("file_outside", 7, "")),
    "site": ("site: Mairie", "site: Mairi", ("site_near", 13, "Mairie")),
    "unit": ("table: contacts", "table: contacts\n    unit: {wait_s: mn}", ("value_near", 9, "minutes")),
    "unit of no duration": ("table: contacts", "table: contacts\n    unit: {topic: minutes}", ("unit_column", 9, "")),
    "unit of no column": ("table: contacts", "table: contacts\n    unit: {wait: minutes}", ("column_near", 9, "wait_s")),
    "hours twice": ("site: Mairie, rules", "site: Mairie, week: {lundi: 9h-12h}, rules", ("hours_twice", 13, "")),
    "no hours": ('rules: "Mo-Fr 08:30-12:00; PH off", ', "", ("no_hours", 13, "")),
    "closure of no site": (
        "events:",
        "closures: [{site: Mairi, from: 2025-08-01, why: travaux}]\nevents:",
        ("closed_site_near", 14, "Mairie"),
    ),
    "closure reversed": (
        "events:",
        "closures: [{from: 2025-08-15, to: 2025-08-01, why: travaux}]\nevents:",
        ("period_reversed", 14, ""),
    ),
    "closure without a reason": ("events:", "closures: [{from: 2025-08-15}]\nevents:", ("missing", 14, "")),
    "source of an event": ("source: appels", "source: appel", ("source_near", 15, "appels")),
    "step that stops and starts": (
        "parameters:",
        "clock_stops: [{from: Pièce demandée, to: Pièce demandée}]\nparameters:",
        ("stop_alone", 17, ""),
    ),
    "step without its end": ("parameters:", "clock_stops: [{from: Pièce demandée}]\nparameters:", ("missing", 17, "")),
    "key of a stop": ("parameters:", "clock_stops: [{form: A, from: A, to: B}]\nparameters:", ("unknown_key_near", 17, "from")),
    "colour": ("parameters:", "brand: {primary: blue}\nparameters:", ("colour", 17, "")),
    "day of a constraint": ("parameters:", "constraints: {keep: [Mon]}\nparameters:", ("value_near", 17, "Mo")),
    "time of a constraint": ("parameters:", 'constraints: {earliest: "8h"}\nparameters:', ("half_hour", 17, "")),
    "time off the half-hour": ("parameters:", 'constraints: {latest: "18:15"}\nparameters:', ("half_hour", 17, "")),
    "times that cross": ("parameters:", 'constraints: {latest: "07:30"}\nparameters:', ("times_reversed", 17, "")),
    "no change at all": ("parameters:", "constraints: {changes: 0}\nparameters:", ("at_least", 17, "")),
    "place of a constraint": ("parameters:", "constraints: {sites: [Mairi]}\nparameters:", ("place_near", 17, "Mairie")),
    "item of the survey": ("parameters:", "survey_items: {ours: x}\nparameters:", ("unknown_key_near", 17, "hours")),
}


@pytest.mark.parametrize("old, new, expected", ONE_MISTAKE.values(), ids=ONE_MISTAKE)
def test_a_mistake_is_told_with_its_line_and_the_nearest_right_name(
    folder: Path, old: str, new: str, expected: tuple[str, int, str]
) -> None:
    assert problems(folder, changed(old, new)) == [expected]


@pytest.mark.parametrize("beside", ["population: 75000", "population: many"])
def test_hours_that_do_not_read_are_told_with_their_line_beside_any_other_problem(folder: Path, beside: str) -> None:
    text = changed("Mo-Fr 08:30-12:00; PH off", "Lu 9h").replace("population: 75000", beside)
    (folder / "engagement.yml").write_text(text, encoding="utf-8")
    with pytest.raises(UserError) as raised:
        Engagement.load(folder)
    assert raised.value.problems[-1].key == "calendar.bad_rules"
    assert "13" in raised.value.problems[-1].text("en") and "hours (1) > rules" in raised.value.problems[-1].text("en")
    assert len(raised.value.problems) == (1 if "75000" in beside else 2)


def test_hours_may_be_a_week_of_texts_and_closures_may_last_a_day(folder: Path) -> None:
    text = changed('rules: "Mo-Fr 08:30-12:00; PH off"', "week: {lundi à jeudi: 9h-12h / 14h-17h, jours fériés: fermé}")
    (folder / "engagement.yml").write_text(f"{text}closures: [{{from: 2025-08-15, why: pont}}]\n", encoding="utf-8")
    engagement = Engagement.load(folder)
    assert engagement.hours[0].week == {"lundi à jeudi": "9h-12h / 14h-17h", "jours fériés": "fermé"}
    assert engagement.closures[0].first == engagement.closures[0].last == dt.date(2025, 8, 15)


def test_a_word_of_the_file_may_be_said_to_mean_nothing(folder: Path) -> None:
    (folder / "engagement.yml").write_text(changed("1: abandoned", '"En cours": ""'), encoding="utf-8")
    assert Engagement.load(folder).sources[0].values["outcome"]["En cours"] == ""


def test_the_weight_of_a_month_is_declared_under_its_number(folder: Path) -> None:
    (folder / "engagement.yml").write_text(changed("occupancy: 1,", "occupancy: 1, seasonal_profile: {8: 0.5},"), encoding="utf-8")
    assert Engagement.load(folder).parameters.seasonal_profile == {8: 0.5}
    told = problems(folder, changed("occupancy: 1,", "occupancy: 1, seasonal_profile: {13: 0.5},"))
    assert [key for key, *_ in told] == ["at_most"]


def test_an_unknown_target_indicator_is_told(folder: Path) -> None:
    text = RIGHT + "targets: {repeat.rat: {value: 0.1, source: convention}, repeat.excess_rate: {value: 1, source: convention}}\n"
    assert problems(folder, text) == [("indicator_near", 18, "repeat.rate")]


def test_every_problem_is_told_at_once_in_the_order_of_the_lines(folder: Path) -> None:
    text = RIGHT
    for old, new, _ in (
        ONE_MISTAKE[name] for name in ("unknown key", "not a date", "file", "column", "vocabulary of a mapped value", "site")
    ):
        text = text.replace(old, new)
    told = problems(folder, text)
    assert [line for _, line, _ in told] == [1, 2, 7, 10, 11, 13]


def test_a_table_that_is_wrong_hides_no_other_problem(folder: Path) -> None:
    assert problems(folder, changed("table: contacts", "table: contact").replace("data/appels", "data/apels")) == [
        ("file_near", 7, "data/appels.csv"),
        ("value_near", 8, "contacts"),
    ]


@pytest.mark.parametrize(
    "text, expected",
    [
        ("client: [1, 2\n", ("yaml.invalid", 2)),
        ("client:\n\tname: x\n", ("yaml.tab", 2)),
        ("a: *b\n", ("yaml.invalid", 1)),
        ("a: !x b\n", ("yaml.tag", 1)),
    ],
)
def test_what_is_not_yaml_is_told_with_its_line(folder: Path, text: str, expected: tuple[str, int]) -> None:
    assert [told[:2] for told in problems(folder, text)] == [expected]


def test_a_file_that_is_not_utf8_is_told(folder: Path) -> None:
    (folder / "engagement.yml").write_bytes("client: {name: Évreux}".encode("cp1252"))
    with pytest.raises(UserError, match="UTF-8"):
        Engagement.load(folder)


@pytest.mark.parametrize("text", ["", "- a\n", "hello\n", "client: 3\nsources: 4\nhours: [1]\nevents: {a: 1}\ntargets: []\nperimeter: x\n"])
def test_a_file_of_another_shape_is_told_and_never_breaks(folder: Path, text: str) -> None:
    assert problems(folder, text)


def test_a_folder_without_engagement_says_what_to_do(folder: Path) -> None:
    with pytest.raises(UserError, match="diagnostic demo"):
        Engagement.load(folder)
    (folder / "engagement.yaml").write_text(RIGHT, encoding="utf-8")
    with pytest.raises(UserError, match=r"engagement\.yaml"):
        Engagement.load(folder)
    with pytest.raises(UserError, match=folder.name):
        Engagement.load(folder.parent / (folder.name + "x"))


def test_a_name_is_repeated_exactly_as_it_is_written(folder: Path) -> None:
    (folder / "engagement.yml").write_text(changed("data/appels.csv", "data/relevé d'appels.csv"), encoding="utf-8")
    with pytest.raises(UserError) as raised:
        Engagement.load(folder)
    assert "« data/relevé d'appels.csv »".replace(" »", "\u202f»").replace("« ", "«\u202f") in raised.value.text("fr")


def test_every_message_is_written_in_both_languages_with_the_same_values() -> None:
    import string

    for room in ("engagement", "yaml", "cli", "run"):
        fields = {}
        for code in wording.LANGUAGES:
            flat: dict[str, str] = {}
            _flatten(wording.catalogue(room, code), "", flat)
            fields[code] = {key: {name for _, name, _, _ in string.Formatter().parse(text) if name} for key, text in flat.items()}
        assert fields["fr"] == fields["en"]


def _flatten(node: object, prefix: str, into: dict[str, str]) -> None:
    if isinstance(node, dict):
        for name, inner in node.items():
            _flatten(inner, f"{prefix}.{name}", into)
    else:
        into[prefix] = str(node)


@pytest.mark.parametrize(
    "asked, written, computer, expected",
    [
        ("en", "[fr]", "fr_FR", "en"),
        ("", "[en]", "fr_FR", "en"),
        ("", "[de]", "fr_FR", "fr"),
        ("", "[", "de_DE", "en"),
        ("xx", "[fr]", "C", "fr"),
    ],
)
def test_language_is_the_one_asked_else_the_clients_else_the_computers(
    folder: Path, monkeypatch: pytest.MonkeyPatch, asked: str, written: str, computer: str, expected: str
) -> None:
    monkeypatch.setenv("DIAGNOSTIC_LANG", asked)
    monkeypatch.setattr("locale.getlocale", lambda: (computer, "UTF-8"))
    (folder / "engagement.yml").write_text(f"client: {{languages: {written}}}\n", encoding="utf-8")
    assert language(folder) == expected


def test_a_source_bears_its_sheet_only_beside_another_of_its_file() -> None:
    calls = Source(file="data\\appels.xlsx", table="contacts", sheet="Janvier")
    others = Source(file="data/dossiers.xlsx", table="cases", sheet="A"), Source(file="data/dossiers.xlsx", table="cases", sheet="B")
    assert [source.name_among((calls, *others)) for source in (calls, *others)] == ["appels", "dossiers#A", "dossiers#B"]
    assert calls.names == ("appels", "appels#Janvier")
    assert Source(file="data/guichet.csv", table="tickets").names == ("guichet",)


def test_words_numbers_and_yes_need_no_quotes_under_values_and_fixed(folder: Path) -> None:
    ours = "outcome: {1: answered, En cours: , true: abandoned}, transferred: {Oui: true, X: yes, N: 0}, topic: {A: 2025-01-01}"
    text = changed("    values: {outcome: {Décroché: answered, 1: abandoned}}", f"    fixed: {{wait_s: 12}}\n    values: {{{ours}}}")
    (folder / "engagement.yml").write_text(text, encoding="utf-8")
    source = Engagement.load(folder).sources[0]
    assert source.values["outcome"] == {"1": "answered", "En cours": "", "true": "abandoned"}
    assert source.values["transferred"] == {"Oui": "true", "X": "yes", "N": "0"}
    assert source.values["topic"] == {"A": "2025-01-01"} and source.fixed == {"wait_s": "12"}


def test_an_unquoted_number_that_is_no_word_of_ours_is_told_as_any_other(folder: Path) -> None:
    assert problems(folder, changed("Décroché: answered", "Décroché: 1")) == [("value_known", 11, "")]


@pytest.mark.parametrize(
    "part, key",
    [
        ("across: {outcom: topic}", "across_near"),
        ("across: {outcome: topics}", "column_near"),
        ("across: {outcome: topic}\n    fixed: {topic: Passeport}", "derived_twice"),
        ("across: {outcome: topic, occurred_at: queue}", "across_one"),
        ("across: {outcome: topic}\n    measures: {names: A, values: B, columns: {wait_s: Attente}}", "turned_twice"),
        ("measures: {names: A, values: B, columns: {wait: Attente}}", "column_near"),
        ("measures: {names: A, values: B, columns: {outcome: Issue}}", "derived_twice"),
        ("measures: {names: A, values: B + C, columns: {wait_s: Attente}}", "missing"),
        ("measures: {names: A, values: B + C, across: topics, columns: {wait_s: Attente}}", "column_near"),
    ],
)
def test_what_is_turned_wrongly_is_told_with_its_key(folder: Path, part: str, key: str) -> None:
    assert key in [found for found, _, _ in problems(folder, changed("    values: {outcome", f"    {part}\n    values: {{outcome"))]
