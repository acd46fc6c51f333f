"""`diagnostic new`: from files to a proposed engagement that runs; nothing that is there is ever overwritten."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from diagnostic import schema, wording
from diagnostic.cli import asking, pack, starting
from diagnostic.engagement import Engagement
from diagnostic.errors import Problem
from diagnostic.proposal import Point, Proposal, Proposed, tables
from diagnostic.proposal.sample import samples
from tests.cli.test_cli import Spoken

CALLS = "Date appel;Statut;Attente\n" + "".join(f"{day:02}/01/2025 10:00;Décroché;{day}\n" for day in range(1, 29))


@pytest.fixture(autouse=True)
def french(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DIAGNOSTIC_LANG", "fr")
    monkeypatch.setenv("DIAGNOSTIC_KEYS", str(tmp_path / "keys"))
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / "appels.csv").write_text(CALLS, encoding="utf-8")
    return tmp_path / "exports"


def held(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_files_give_an_engagement_that_check_reads(capsys, tmp_path, exports):
    folder = tmp_path / "mission"
    made = Spoken(capsys, "new", folder, "--from", exports / "appels.csv")
    assert made.code == 0
    assert [Path(line) for line in made.out.splitlines()] == [(folder / "engagement.yml").resolve()]
    checked = Spoken(capsys, "check", folder)
    assert checked.code == 0
    points = len(Engagement.load(folder).to_confirm)
    assert points and f": {points}" in checked.err.split("to_confirm")[1]


def test_several_files_and_folders_may_follow_from(capsys, tmp_path, exports):
    (exports / "rdv.csv").write_text("Pris le;Date rdv;Statut\n02/01/2025;20/01/2025;Honoré\n", encoding="utf-8")
    one = Spoken(capsys, "new", tmp_path / "one", "--from", exports / "appels.csv", exports / "rdv.csv")
    other = Spoken(capsys, "new", tmp_path / "other", "--from", exports)
    assert one.code == other.code == 0
    assert held(tmp_path / "one").keys() == held(tmp_path / "other").keys() >= {"data/appels.csv", "data/rdv.csv", "engagement.yml"}


def test_the_same_file_again_changes_nothing(capsys, tmp_path, exports):
    folder = tmp_path / "mission"
    Spoken(capsys, "new", folder, "--from", exports)
    before = held(folder)
    again = Spoken(capsys, "new", folder, "--from", exports)
    assert again.code == 0 and held(folder) == before
    assert "identique" in again.err


APPOINTMENTS = "Pris le;Date rdv;Statut\n02/01/2025;20/01/2025;Honoré\n"


def test_files_that_come_later_are_added_to_what_was_edited(capsys, tmp_path, exports):
    folder = tmp_path / "mission"
    Spoken(capsys, "new", folder, "--from", exports / "appels.csv")
    mine = (folder / "engagement.yml").read_bytes() + b"# my own note\n"
    (folder / "engagement.yml").write_bytes(mine)
    (exports / "rdv.csv").write_text(APPOINTMENTS, encoding="utf-8")
    told = Spoken(capsys, "new", folder, "--from", exports)
    now = (folder / "engagement.yml").read_bytes()
    assert [source.file for source in Engagement.load(folder).sources] == ["data/appels.csv", "data/rdv.csv"]
    lines = iter(now.splitlines())
    assert all(line in lines for line in mine.splitlines()), "every line is there, in order"
    assert (folder / "work" / "engagement.before.yml").read_bytes() == mine and "engagement.before.yml" in told.err
    assert not [point for point in Engagement.load(folder).to_confirm if point.column == "client.name"][1:], (
        "the mission is not asked again"
    )


def test_a_source_that_was_taken_out_does_not_come_back_unasked(capsys, tmp_path, exports):
    folder = tmp_path / "mission"
    (exports / "rdv.csv").write_text(APPOINTMENTS, encoding="utf-8")
    Spoken(capsys, "new", folder, "--from", exports)
    text = (folder / "engagement.yml").read_text(encoding="utf-8")
    entry = re.search(r"(?ms)^  - file: data/rdv.csv\n.*?\n(?=  ##|##|\n)", text)
    assert entry and text.index("data/appels.csv") < entry.start()
    (folder / "engagement.yml").write_text(text.replace(entry[0], ""), encoding="utf-8")
    told = Spoken(capsys, "new", folder, "--from", exports)
    assert [source.file for source in Engagement.load(folder).sources] == ["data/appels.csv"] and "data/rdv.csv : aucune source" in told.err
    Spoken(capsys, "new", folder, "--from", folder / "data" / "rdv.csv")
    assert [source.file for source in Engagement.load(folder).sources] == ["data/appels.csv", "data/rdv.csv"]


def test_where_the_list_gives_no_place_the_proposal_is_put_beside(capsys, tmp_path, exports):
    folder = tmp_path / "mission"
    Spoken(capsys, "new", folder, "--from", exports / "appels.csv")
    mine = b"""client: {name: V}
period: {start: 2025-01-01, end: 2025-01-31}
sources: [{file: data/appels.csv, table: contacts, columns: {occurred_at: Date appel}}]
"""
    (folder / "engagement.yml").write_bytes(mine)
    (exports / "rdv.csv").write_text(APPOINTMENTS, encoding="utf-8")
    told = Spoken(capsys, "new", folder, "--from", exports / "rdv.csv")
    assert (folder / "engagement.yml").read_bytes() == mine
    proposed = (folder / "work" / "engagement.proposed.yml").read_text(encoding="utf-8")
    assert "data/rdv.csv" in proposed and "data/appels.csv" not in proposed and "engagement.proposed.yml" in told.err


def test_the_folder_of_collection_takes_the_files_when_they_come(capsys, tmp_path, exports):
    folder = tmp_path / "mission"
    Spoken(capsys, "new", folder)
    before = (folder / "engagement.yml").read_text(encoding="utf-8")
    assert Spoken(capsys, "new", folder, "--from", exports).code == 0
    assert [source.file for source in Engagement.load(folder).sources] == ["data/appels.csv"]
    lines = iter((folder / "engagement.yml").read_text(encoding="utf-8").splitlines())
    assert all(line in lines for line in before.splitlines())


def uncommented(text: str) -> str:
    """The text with what is commented out, sentences apart, as an editor uncomments lines."""
    first, *rest = text.splitlines()
    return "\n".join([first, *(re.sub(r"^( *)# ", r"\1", line) for line in rest)]) + "\n"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_is_commented_out_may_be_uncommented_as_it_stands(capsys, tmp_path, exports, monkeypatch, language):
    monkeypatch.setenv("DIAGNOSTIC_LANG", language)
    folder = tmp_path / "mission"
    Spoken(capsys, "new", folder, "--from", exports)
    path = folder / "engagement.yml"
    path.write_text(uncommented(path.read_text(encoding="utf-8")), encoding="utf-8")
    engagement = Engagement.load(folder)
    assert engagement.client.population and engagement.client.school_zone and engagement.period.extract_date
    assert engagement.hours and engagement.closures and engagement.events and engagement.promises and engagement.targets
    assert engagement.perimeter.channels == ("phone",) and engagement.perimeter.sites and engagement.brand.consultant


@pytest.mark.parametrize("language", ["fr", "en"])
def test_so_may_be_what_the_folder_of_collection_holds(tmp_path, language):
    pack.make(tmp_path, language)
    (tmp_path / "data" / "contacts.csv").touch()
    path = tmp_path / "engagement.yml"
    path.write_text(uncommented(path.read_text(encoding="utf-8")), encoding="utf-8")
    engagement = Engagement.load(tmp_path)
    assert (
        engagement.hours and engagement.closures and engagement.promises and engagement.constraints.staff and engagement.client.population
    )


def test_an_editor_finds_the_schema_beside_the_mission(capsys, tmp_path, exports):
    for folder, given in ((tmp_path / "files", ["--from", exports]), (tmp_path / "pack", [])):
        Spoken(capsys, "new", folder, *given)
        first = (folder / "engagement.yml").read_text(encoding="utf-8").splitlines()[0]
        path = folder / first.removeprefix("# yaml-language-server: $schema=")
        assert json.loads(path.read_text(encoding="utf-8"))["properties"]["client"]["description"] == "La collectivité diagnostiquée."


def test_a_second_delivery_is_kept_beside_the_first_and_its_differences_are_listed(capsys, tmp_path, exports):
    folder = tmp_path / "mission"
    Spoken(capsys, "new", folder, "--from", exports)
    first = held(folder)
    later = CALLS.replace("Attente\n", "Attente;Motif\n").replace("\n", ";Voirie\n").replace("Motif;Voirie", "Motif")
    (exports / "appels.csv").write_text(later + "15/02/2025 11:00;Dissuadé;3;Voirie\n", encoding="utf-8")
    told = Spoken(capsys, "new", folder, "--from", exports)
    after = held(folder)
    assert after["data/appels.csv"] == first["data/appels.csv"]
    assert after["data/appels.2.csv"] == (exports / "appels.csv").read_bytes()
    report = after["work/deliveries.fr.md"].decode("utf-8").replace("\u00a0", " ").replace("\u202f", " ")
    for words in ("28 avant, 29 maintenant", "Colonnes nouvelles : Motif", "15 février 2025", "mots nouveaux : Dissuadé"):
        assert words in report
    assert "data/appels.2.csv" in told.err
    assert after["engagement.yml"] == first["engagement.yml"].replace(
        b"file: data/appels.csv\n    table", b"file: data/appels.2.csv\n    table"
    )
    assert Engagement.load(folder).sources[0].file == "data/appels.2.csv"
    Spoken(capsys, "new", folder, "--from", exports)
    assert held(folder) == after


def test_a_delivery_that_lacks_a_mapped_column_is_not_read_yet(capsys, tmp_path, exports):
    folder = tmp_path / "mission"
    Spoken(capsys, "new", folder, "--from", exports)
    (exports / "appels.csv").write_text("Date appel;Attente\n01/02/2025 10:00;4\n", encoding="utf-8")
    told = Spoken(capsys, "new", folder, "--from", exports)
    assert Engagement.load(folder).sources[0].file == "data/appels.csv"
    assert "Statut" in told.err and (folder / "data" / "appels.2.csv").is_file()


def test_an_answer_settles_a_point_and_a_refusal_unmaps_the_column(tmp_path, exports):
    (exports / "appels.csv").write_text(CALLS.replace("Attente", "Sens").replace("Décroché;1\n", "Décroché;Interne\n"), encoding="utf-8")
    rows = "".join(f"{day:02}/01/2025 10:00;Décroché;{'Interne' if day % 5 == 0 else 'Entrant'}\n" for day in range(1, 29))
    (exports / "appels.csv").write_text("Date appel;Statut;Sens\n" + rows, encoding="utf-8")

    def answers(question):
        text = question.text("fr")
        return "Ville-Test" if "Nom de la" in text else "12000" if "habitants" in text else "n" if "qui appelle" in text else ""

    starting.start(tmp_path / "mission", [exports], "fr", answers)
    engagement = Engagement.load(tmp_path / "mission")
    assert (engagement.client.name, engagement.client.population) == ("Ville-Test", 12_000)
    assert "party" not in engagement.sources[0].columns and "direction" in engagement.sources[0].columns
    assert not {"client.name", "client.population", "Sens"} & {point.column for point in engagement.to_confirm}


def test_what_changes_most_is_asked_first_with_what_stands_in_the_column(tmp_path, exports):
    rows = "".join(f"{day:02}/01/2025 10:00;{'Interne' if day % 5 == 0 else 'Entrant'};{day}\n" for day in range(1, 29))
    (exports / "appels.csv").write_text("Date appel;Sens;Attente\n" + rows, encoding="utf-8")
    sample = next(iter(samples(tmp_path, "exports/appels.csv")))

    def point(key, **values):
        needed = dict.fromkeys(re.findall(r"{(\w+)", wording.entry(f"proposal.ask.{key}", "fr")), "x")
        return Point(Problem(f"proposal.ask.{key}", needed | values), column="Attente", proposal="x")

    points = {
        "other": point("column", column="topic"),
        "outcome": point("column", column="outcome"),
        "channel": point("channel"),
        "instant": point("column", column="closed_at"),
        "unit": point("unit"),
        "table": point("table"),
    }
    source = Proposed(sample, "contacts", {}, 1.0, points=tuple(points.values()))
    asked = []
    settled = asking.settle(Proposal((source,), None, ()), "fr", lambda question: asked.append(question) or "o")
    assert [question.values["question"] for question in asked] == [one.question.text("fr") for one in reversed(points.values())]
    assert all(len(question.values["seen"]) == asking.SEEN for question in asked) and settled.sources[0].points == ()


# what this file is made of its columns do not say: requests, contacts or appointments
UNSURE = "Date;Statut;Motif;Appelant\n" + "".join(
    f"{row % 28 + 1:02}/01/2025 10:00;{'Clos' if row % 2 else 'Ouvert'};Voirie;06123456{row % 90 + 10}\n" for row in range(60)
)


def of_table(question: Problem) -> bool:
    return question.key == "proposal.told.table_of"


@pytest.fixture
def cautious(monkeypatch):
    """A table waits where its lead is small, whatever the weights make of it."""
    monkeypatch.setattr(tables, "PLACED", 0.6)


@pytest.mark.usefixtures("cautious")
def test_the_table_is_asked_first_beside_the_first_rows_and_its_own_questions_follow(tmp_path, exports):
    (exports / "données.csv").write_text(UNSURE, encoding="utf-8")
    asked = []

    def answer(question):
        asked.append(question)
        return "contacts" if of_table(question) else ""

    starting.start(tmp_path / "mission", [exports], "fr", answer)
    assert [of_table(question) for question in asked].index(True) == 0 and sum(map(of_table, asked)) == 1
    text = asked[0].text("fr")
    assert "le journal des sollicitations" in text and "01/01/2025 10:00  Ouvert" in text and "0612" not in text
    engagement = Engagement.load(tmp_path / "mission")
    assert {source.file: source.table for source in engagement.sources}["data/données.csv"] == "contacts"
    asked_of = [point for point in engagement.to_confirm if point.file == "data/données.csv"]
    assert asked_of and all(point.column for point in asked_of), "its own questions, and no more that of the table"


@pytest.mark.usefixtures("cautious")
@pytest.mark.parametrize("typed", ["1", "o", "2", "0", "", "xyz"])
def test_an_answer_is_a_number_a_name_yes_none_or_later(tmp_path, exports, typed):
    (exports / "données.csv").write_text(UNSURE, encoding="utf-8")
    offered = []

    def answer(question):
        offered.append(question.text("en")) if of_table(question) else None
        return typed if of_table(question) else ""

    starting.start(tmp_path / "mission", [exports / "données.csv"], "en", answer)
    text = (tmp_path / "mission" / "engagement.yml").read_text(encoding="utf-8")
    waits = "  # - file: data/données.csv" in text
    sources = re.findall(r"^  - file: data/données.csv\n    table: (\w+)", text, flags=re.MULTILINE)
    assert (len(sources), waits) == {"1": (1, False), "o": (1, False), "2": (1, False), "0": (0, False)}.get(typed, (0, True))
    if sources:
        place = {"1": 1, "o": 1, "2": 2}[typed]
        assert f"{place} = {wording.text(f'words.table.{sources[0]}', 'en')}" in offered[0]


@pytest.mark.usefixtures("cautious")
@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("beside", [True, False])
def test_a_table_that_nobody_was_asked_waits_in_lines_to_uncomment(capsys, tmp_path, exports, monkeypatch, language, beside):
    monkeypatch.setenv("DIAGNOSTIC_LANG", language)
    if not beside:
        (exports / "appels.csv").unlink()
    (exports / "données.csv").write_text(UNSURE, encoding="utf-8")
    folder = tmp_path / "mission"
    told = Spoken(capsys, "new", folder, "--from", exports)
    assert told.code == 0 and "données.csv" in told.err and "sources" in told.err
    path = folder / "engagement.yml"
    text = path.read_text(encoding="utf-8")
    (question,) = re.findall(r"^  ## (data/données.csv.*)\n  ## .*\n  # - file", text, flags=re.MULTILINE)
    for table in ("cases", "contacts", "appointments"):
        assert wording.text(f"words.table.{table}", language) in question
    blocks = re.findall(r"(?m)^  # - file: data/données.csv\n(?:  #   .*\n)+", text)
    for block in blocks:
        path.write_text(text.replace(block, re.sub(r"(?m)^  # ", "  ", block)), encoding="utf-8")
        source = Engagement.load(folder).sources[-1]
        assert source.file == "data/données.csv" and source.columns and f"table: {source.table}" in block
    before = path.read_bytes()
    again = Spoken(capsys, "new", folder, "--from", exports)
    assert again.code == 0 and path.read_bytes() == before, "the answer stays"


@pytest.mark.usefixtures("cautious")
def test_a_file_that_comes_later_waits_in_the_same_way(capsys, tmp_path, exports):
    folder = tmp_path / "mission"
    Spoken(capsys, "new", folder, "--from", exports)
    (exports / "données.csv").write_text(UNSURE, encoding="utf-8")
    Spoken(capsys, "new", folder, "--from", exports)
    text = (folder / "engagement.yml").read_text(encoding="utf-8")
    assert "\n  # - file: data/données.csv\n" in text and len(Engagement.load(folder).sources) == 1


def test_no_word_of_a_column_about_people_stands_beside_a_question(tmp_path, exports):
    rows = "".join(f"{day:02}/01/2025;Mme Zorglub {day};06123456{day:02}\n" for day in range(1, 29))
    (exports / "appels.csv").write_text("Date appel;Nom;Numéro appelant\n" + rows, encoding="utf-8")
    source = Proposed(next(iter(samples(tmp_path, "exports/appels.csv"))), "contacts", {}, 1.0)
    about = {"Date appel": "occurred_at", "Nom": "topic", "Numéro appelant": "case_id"}
    points = [Point(Problem("proposal.ask.column", {"column": column}), column=header) for header, column in about.items()]
    assert [bool(asking.seen(source, point)) for point in points] == [True, False, False]


def test_without_files_the_folder_of_collection_is_made_once(capsys, tmp_path):
    folder = tmp_path / "mission"
    made = Spoken(capsys, "new", folder)
    files = held(folder)
    assert made.code == 0 and (folder / "data").is_dir()
    assert {"engagement.yml", "request/request.fr.md", "request/request.en.md"} <= files.keys()
    for table, columns in schema.TABLES.items():
        assert files[f"request/tables/{table}.csv"].decode("utf-8-sig").strip().split(";") == list(columns)
    (folder / "engagement.yml").write_text("# filled in\n", encoding="utf-8")
    assert Spoken(capsys, "new", folder).out == ""
    assert (folder / "engagement.yml").read_text(encoding="utf-8") == "# filled in\n"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_pack_lacks_only_its_sources(tmp_path, language):
    from diagnostic.errors import UserError

    pack.make(tmp_path, language)
    with pytest.raises(UserError) as raised:
        Engagement.load(tmp_path)
    assert [(problem.key, problem.values["place"]) for problem in raised.value.problems] == [("engagement.empty", "sources")]


def test_a_wrong_path_is_told_with_the_nearest_right_one(capsys, tmp_path, exports):
    told = Spoken(capsys, "new", tmp_path / "mission", "--from", exports / "apels.csv")
    assert told.code == 2 and "« appels.csv »" in told.err
    assert not (tmp_path / "mission").exists()


def test_what_cannot_be_read_is_told_and_the_rest_is_proposed(capsys, tmp_path, exports):
    (exports / "photo.csv").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    told = Spoken(capsys, "new", tmp_path / "mission", "--from", exports)
    assert told.code == 1 and "photo.csv" in told.err
    assert [source.file for source in Engagement.load(tmp_path / "mission").sources] == ["data/appels.csv"]
