"""What words of choice columns mean: expected from the field's tools, never from the lexicon."""

from __future__ import annotations

import csv
from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from diagnostic import schema
from diagnostic.intake.identity.personal_columns import names_people
from diagnostic.proposal import lexicon, words
from diagnostic.proposal.columns import has_words
from diagnostic.proposal.sample import Field
from diagnostic.proposal.values import words as words_of
from tests import cases

CHANNEL, OUTCOME, DIRECTION = (schema.TABLES["contacts"][name] for name in ("channel", "outcome", "direction"))
END = schema.TABLES["cases"]["end"]
VISIT = schema.TABLES["tickets"]["status"]

SENTENCE = "une phrase qui parle de tout ce que l’usager a répondu au guichet de la mairie hier matin vers dix heures"
COLUMNS = {column.name: column for table in schema.TABLES.values() for column in table.values() if has_words(column)}
COLUMNS |= {"visit": VISIT, "status": schema.TABLES["appointments"]["status"]}
MEANT = YAML(typ="safe", pure=True).load(Path(__file__).with_name("words_meant.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name, ours", [(name, ours) for name, meanings in MEANT.items() for ours in meanings])
def test_a_word_means_what_the_tools_of_nine_languages_mean_by_it(name, ours):
    got = {word: words.meaning(COLUMNS[name], word)[0] for word in MEANT[name][ours]}
    assert got == dict.fromkeys(got, ours)


@pytest.mark.parametrize("word", ["1", "42", "A1", "Ziglu", "m", "usager1@example.org", "rendez-vous", "Appel", SENTENCE])
@pytest.mark.parametrize("column", [OUTCOME, DIRECTION], ids=lambda column: column.name)
def test_a_number_a_code_an_address_or_a_sentence_means_nothing_that_we_know(column, word):
    assert words.meaning(column, word) == (None, 0.0)


def test_the_meaning_depends_on_the_column():
    said = "Répondu par email"
    assert [words.meaning(column, said)[0] for column in (CHANNEL, END)] == ["email", "closed"]
    assert [words.meaning(column, "Abandonné")[0] for column in (OUTCOME, END)] == ["abandoned", "withdrawn"]


def test_outcome_and_direction_may_stand_in_one_word():
    said = ["Incoming Missed", "Incoming Answered", "Outgoing Answered"]
    assert [words.meaning(DIRECTION, word)[0] for word in said] == ["in", "in", "out"]
    assert [words.meaning(OUTCOME, word)[0] for word in said] == ["unanswered", "answered", "answered"]


def test_a_misspelt_word_is_likely_and_a_word_among_unknown_ones_is_less_sure_than_alone():
    assert words.meaning(OUTCOME, "Abandonned") == ("abandoned", 1.0)
    means, sure = words.meaning(CHANNEL, "Formulaier")
    assert means == "web_form" and sure < 0.78
    assert words.meaning(CHANNEL, "Formulaire zorglub")[1] < words.meaning(CHANNEL, "Formulaire")[1]


@pytest.mark.parametrize(
    "header, yes, no",
    [
        ("Answered (Y/N)", "answered", "unanswered"),
        ("Répondu (O/N)", "answered", "unanswered"),
        ("Appel décroché", "answered", "unanswered"),
        ("Abandoned", "abandoned", "answered"),
    ],
)
def test_yes_and_no_say_what_their_header_asks(header, yes, no):
    assert {word: means for word, (means, _) in words.meanings(OUTCOME, ["Yes", "No"], header).items()} == {"Yes": yes, "No": no}


@pytest.mark.parametrize(
    ("table", "header", "read"),
    [
        ("appointments", "VENU ?", {"O": "held", "N": "missed", "ANNULE": "cancelled"}),
        ("appointments", "No-show", {"Yes": "missed", "No": "held"}),
        ("appointments", "DNA?", {"Y": "missed", "N": "held"}),
        ("tickets", "Seen?", {"Y": "served", "N": "left"}),
        ("tickets", "Parti sans être reçu", {"oui": "left", "non": "served"}),
    ],
)
def test_yes_and_no_say_whether_somebody_came_even_beside_other_words(table, header, read):
    meant = words.meanings(schema.TABLES[table]["status"], list(read), header)
    assert {word: means for word, (means, _) in meant.items()} == read


def test_an_application_is_a_request_where_another_word_says_how_it_came():
    said = ["online_applications", "in_person_applications", "application mobile", "Appli"]
    assert [words.meaning(CHANNEL, word)[0] for word in said] == ["web_form", "counter", "app", "app"]


def test_yes_and_no_under_a_header_that_asks_nothing_are_not_known():
    assert words.meanings(OUTCOME, ["Oui", "Non"], "Rappel") == dict.fromkeys(["Oui", "Non"], (None, 0.0))
    assert words.meanings(DIRECTION, ["Oui", "Non"], "Abandoned in queue")["Non"] == (None, 0.0)


def test_mail_is_a_letter_beside_e_mail_only():
    assert words.meanings(CHANNEL, ["Mail", "E-mail", "Phone"])["Mail"][0] == "letter"
    assert words.meanings(CHANNEL, ["Mail", "Téléphone", "Courrier"])["Mail"][0] == "email"


def test_words_that_are_not_known_keep_their_counts():
    one = Field("Statut", 0, 60, 60, 3, {"Décroché": 30, "Ziglu": 20, "Zorglub": 10})
    said = words_of(OUTCOME, one)
    assert (said.ours, said.unknown, said.share) == ({"Décroché": "answered"}, {"Ziglu": 20, "Zorglub": 10}, 0.5)


def test_a_cell_may_hold_several_channels():
    one = Field("Canal", 0, 30, 30, 3, {"crisp, chat": 10, "téléphone, courriel": 10, "guichet": 10})
    said = words_of(CHANNEL, one)
    assert said.separator == ","
    assert said.ours == {"crisp": "chat", "chat": "chat", "téléphone": "phone", "courriel": "email", "guichet": "counter"}


def test_no_term_stands_under_two_meanings_of_one_column():
    """Of two terms for the same words the longer wins, then the first group; the very same term twice would leave one of them dead."""
    for column in COLUMNS.values():
        terms = [
            term
            for term in lexicon.of(column.name, column.kind, column.values).terms
            if term.rank < lexicon.of(column.name, column.kind, column.values).terms[-1].rank
        ]
        doubles = [(" ".join(one.parts), one.means, other.means) for one, other in combinations(terms, 2) if one.parts == other.parts]
        assert [double for double in doubles if double[1] != double[2]] == [], column.name


def test_every_meaning_of_the_lexicon_is_one_of_the_schema():
    for name, groups in lexicon.content()["columns"].items():
        column = COLUMNS.get("visit" if name == "status of visits" else name)
        known = {"true", "false"} if column is None or column.kind == "boolean" else set(column.values)
        said = {group[key] for group in groups for key in ("means", "denied") if key in group}
        assert said <= known | {lexicon.NOTHING}, name


def test_words_whose_meaning_depends_on_the_town_are_asked():
    one = Field("prefixe", 0, 30, 30, 2, {"Page web": 10, "Android": 10, "Back Office": 10})
    said = words_of(CHANNEL, one)
    assert said.unsure["Back Office"] == "" and said.ours["Android"] == "app"


def cells(name: str, header: str) -> Field:
    """A column of the one file of a case, as it is sampled."""
    (path,) = cases.folder(name).glob("*.csv")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";" if ";" in path.read_text(encoding="utf-8").splitlines()[0] else ","))
    counted = Counter(row[header] for row in rows)
    return Field(header, 0, len(rows), len(rows), len(counted), dict(counted))


@pytest.mark.parametrize(
    "name, header, column, meant",
    [
        ("columns_answered", "Answered (Y/N)", OUTCOME, {"Y": "answered", "N": "unanswered"}),
        ("columns_repondu", "Répondu (O/N)", OUTCOME, {"O": "answered", "N": "unanswered"}),
        ("columns_crisp_cnfs", "Etat", END, {"Fermé": "closed", "En cours": "", "Non traité": ""}),
        ("columns_crisp_cnfs", "Source", COLUMNS["channel"], {"crisp/ chat": "chat", "crisp/ email": "email"}),
        ("columns_boston", "Source", CHANNEL, {"Self Service": "web_form", "Constituent Call": "phone"}),
        ("columns_toronto", "Status", END, {"In-progress": "", "Closed": "closed", "Completed": "closed"}),
        ("columns_saisie", "Origine", CHANNEL, {"Téléphone": "phone", "Appli": "app", "Web": "web_form"}),
    ],
)
def test_the_words_of_real_exports_mean_what_they_say(name, header, column, meant):
    one = cells(name, header)
    assert {word: means for word, (means, _) in words.meanings(column, one.words, header).items()} == meant


def test_the_name_of_an_agency_is_nobodys():
    one = cells("columns_agency", "agency_name")
    assert not names_people(one.name, one.words)


@pytest.mark.parametrize(("word", "means"), [("CANC", "withdrawn"), ("ASSIG", ""), ("TRANSF", "transferred"), ("INSTR", ""), ("BOS", None)])
def test_a_word_cut_short_means_what_the_words_that_begin_so_have_in_common(word, means):
    assert words.meaning(END, word)[0] == means
