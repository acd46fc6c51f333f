"""The mission's own tables: topics grouped as it says, and relays known by its list or by a rule of frequency."""

import json

import pytest

from diagnostic.engagement import Engagement, Parameters, Relays
from diagnostic.errors import UserError

GROUPS = "word;topic\nVoirie;Espace public\nnid de poule;Espace public\nAccueil;Accueil\n"
DATES = [f"{day:02d}/02/2025 09:00:00" for day in range(1, 29)]


def calls(*rows):
    return "Date appel;Numéro;Motif\n" + "".join(f"{date};{row}\n" for date, row in zip(DATES, rows, strict=False))


def write(mission, name, text):
    mission.folder.joinpath("data").mkdir(parents=True, exist_ok=True)
    mission.folder.joinpath("data", name).write_text(text, encoding="utf-8")


def labels_kept_apart(mission):
    return (mission.folder / "work" / "labels_values.csv").read_text(encoding="utf-8")


def test_topics_and_procedures_are_grouped_and_words_left_out_are_counted_and_listed_apart(mission):
    write(mission, "motifs.csv", GROUPS)
    mission.settings["topic_groups"] = "data/motifs.csv"
    mission.add("a.csv", calls(";VOIRIE", ";Nid de  poule", ";Crèche", ";Crèche", ";Espace public", ";"))
    mission.add("d.csv", "Ouvert;Type\n03/02/2025;voirie\n", "cases", {"opened_at": "Ouvert", "procedure": "Type"}).take()
    assert mission.values("topic") == ["Espace public", "Espace public", "Crèche", "Crèche", "Espace public", None]
    assert mission.values("procedure", "cases") == ["Espace public"]
    assert [ledger.ungrouped for ledger in mission.intake.sources] == [{"topic": {"words": 1, "rows": 2}}, {}]
    assert "a.csv,,,Motif,absent de la table de regroupement,ungrouped,2,,Crèche" in labels_kept_apart(mission)


def test_a_table_of_topics_that_contradicts_itself_is_refused_with_each_line(mission):
    write(mission, "motifs.csv", GROUPS + "voirie;Routes\nCrèche;\n;Crèche\n")
    mission.settings["topic_groups"] = "data/motifs.csv"
    with pytest.raises(UserError) as raised:
        mission.add("a.csv", calls(";Voirie")).take()
    assert [(problem.key, problem.values["line"]) for problem in raised.value.problems] == [
        ("intake.group_twice", 5),
        ("intake.group_empty", 6),
        ("intake.group_empty", 7),
    ]


def test_a_table_of_topics_without_its_headers_names_the_one_that_is_missing(mission):
    write(mission, "motifs.csv", "mot;topic\nVoirie;Routes\n")
    mission.settings["topic_groups"] = "data/motifs.csv"
    with pytest.raises(UserError, match="word"):
        mission.add("a.csv", calls(";Voirie")).take()


def test_the_client_s_list_makes_relays_under_every_identifier_of_a_person(mission):
    text = "Date appel;Numéro;Courriel;Qui\n" + "".join(
        f"{date};{row}\n"
        for date, row in zip(
            DATES,
            [
                "01 42 76 12 34;;",  # listed, in another spelling
                "0142761234;etude@notaire.fr;",
                ";etude@notaire.fr;Particulier",  # the same person, under the other identifier
                "0612345678;;Particulier",
                ";asso@exemple.fr;Agent",  # listed, but the file says otherwise
                ";;",
            ],
            strict=False,
        )
    )
    mission.settings["relays"] = Relays(identifiers=("+33142761234", "asso@exemple.fr"))
    columns = {"occurred_at": "Date appel", "phone": "Numéro", "email": "Courriel", "party": "Qui"}
    mission.add("a.csv", text, columns=columns, values={"party": {"Particulier": "user", "Agent": "internal"}}).take()
    assert mission.values("party") == ["relay", "relay", "relay", "user", "internal", None]
    assert (mission.intake.relays.listed, mission.intake.relays.listed_rows) == (2, 3)


def test_relays_are_read_from_a_column_of_a_file_and_a_wrong_one_is_placed(mission):
    write(mission, "relais.csv", "Nom;Téléphone\nÉtude;01 42 76 12 34\nCCAS;\n")
    mission.settings["relays"] = Relays(file="data/relais.csv", column="Téléphone")
    mission.add("a.csv", calls("0142761234;Voirie", "0612345678;Voirie")).take()
    assert mission.values("party") == ["relay", None]
    write(mission, "relais.csv", "Nom;Téléphone\nÉtude;01 42 76 12 34\nCCAS;00000000\n")
    with pytest.raises(UserError) as raised:
        mission.take()
    assert [problem.values["place"] for problem in raised.value.problems] == ["data/relais.csv (3)"]


@pytest.mark.parametrize(("threshold", "relays"), [(None, 0), (6, 6), (7, 0)])
def test_the_rule_of_frequency_is_off_unless_set_and_its_count_is_kept(mission, threshold, relays):
    mission.settings["parameters"] = Parameters(relay_contacts_per_year=threshold)
    mission.add("a.csv", calls(*["0612345678;Voirie"] * 6, *["0612345679;Voirie"] * 5)).take()
    assert mission.values("party").count("relay") == relays
    saved = json.loads((mission.folder / "work" / "intake.json").read_text(encoding="utf-8"))["relays"]
    assert saved == {
        "listed": 0,
        "listed_rows": 0,
        "threshold": threshold,
        "frequent_persons": int(relays > 0),
        "frequent_rows": relays,
    }


def test_the_keys_of_the_engagement_are_checked(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "motifs.csv").write_text(GROUPS, encoding="utf-8")
    head = "client: {name: Ville}\nperiod: {start: 2025-01-01, end: 2025-03-31}\n"
    head += "sources: [{file: data/motifs.csv, table: contacts, columns: {topic: word}}]\n"

    def load(more):
        (tmp_path / "engagement.yml").write_text(head + more, encoding="utf-8")
        return Engagement.load(tmp_path)

    assert load('relays: ["0142761234", a@b.fr]\n').relays.identifiers == ("0142761234", "a@b.fr")
    assert load("topic_groups: data/motifs.csv\nrelays: {file: data/motifs.csv, column: word}\n").tables == ("data/motifs.csv",) * 2
    for wrong, key in [
        ("topic_groups: data/motif.csv", "engagement.file_near"),
        ("relays: {file: data/motifs.csv}", "engagement.missing"),
        ("relays: {colum: word}", "engagement.unknown_key_near"),
        ("relays: [142761234]", "engagement.quotes"),
    ]:
        with pytest.raises(UserError) as raised:
            load(wrong)
        assert [problem.key for problem in raised.value.problems] == [key], wrong
