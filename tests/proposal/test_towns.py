"""What is proposed for the sample towns gives, untouched, the tables that their hand-written engagement gives."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from diagnostic import intake, schema
from diagnostic.engagement import Engagement
from diagnostic.proposal import draft, propose_files
from diagnostic.resources import shipped

pytestmark = pytest.mark.long

LONG = 3_000
TOWNS = ("bourg-exemple", "ville-exemple")


@pytest.fixture(scope="module", params=TOWNS)
def both(request, tmp_path_factory):
    """The engagement as written by hand and as proposed, both taken in."""
    engagements = []
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("DIAGNOSTIC_KEYS", str(tmp_path_factory.mktemp("keys")))
        for way in ("hand", "proposed"):
            folder = tmp_path_factory.mktemp(way) / request.param
            _thinned(shipped("data_samples") / request.param / "data", folder / "data")
            shutil.copy(shipped("data_samples") / request.param / "engagement.yml", folder / "engagement.yml")
            if way == "proposed":
                files = [f"data/{path.name}" for path in sorted((folder / "data").iterdir())]
                (folder / "engagement.yml").write_text(draft.write(propose_files(folder, files), "fr"), encoding="utf-8")
            engagement = Engagement.load(folder)
            engagements.append((engagement, intake.take(engagement)))
    return engagements


def _thinned(data: Path, copies: Path) -> None:
    """The files of a town, of the long ones a line in twelve: the tests read them four times. A log of steps tells nothing by halves."""
    copies.mkdir(parents=True)
    for path in data.iterdir():
        lines = path.read_bytes().splitlines(keepends=True)
        long = path.suffix == ".csv" and len(lines) > LONG and path.stem != "historique"
        (copies / path.name).write_bytes(b"".join(lines[:1] + lines[1::12]) if long else path.read_bytes())


def by_place(engagement: Engagement) -> dict[tuple[str, str | None], object]:
    return {(source.file, source.sheet): source for source in engagement.sources}


def counted(folder: Path, table: str, columns: str) -> list[tuple]:
    path = (folder / "work" / "store" / f"{table}.parquet").as_posix()
    with duckdb.connect() as connection:
        return connection.execute(f"select {columns}, count(*) from read_parquet(?) group by all order by all", [path]).fetchall()


def test_every_file_feeds_the_same_table_with_the_same_columns(both):
    (hand, _), (proposed, _) = both
    assert by_place(hand).keys() == by_place(proposed).keys()
    for place, ours in by_place(hand).items():
        theirs = by_place(proposed)[place]
        assert (theirs.table, theirs.channel, theirs.list_separator) == (ours.table, ours.channel, ours.list_separator), place
        assert theirs.columns == ours.columns, place


def test_every_row_has_the_same_fate(both):
    (_, hand), (_, proposed) = both
    fates = []
    for taken in (hand, proposed):
        fates.append({(one.file, one.sheet): (one.read, one.accepted, one.rejected, one.duplicates) for one in taken.sources})
    assert fates[0] == fates[1]
    assert not proposed.problems


def test_choices_and_stamps_are_read_the_same(both):
    (hand, _), (proposed, _) = both
    compared = {
        "contacts": "source, outcome, direction, party, transferred, month(occurred_at)",
        "cases": 'source, "end", month(closed_at)',
    }
    compared |= {"tickets": "site, month(done_at)", "appointments": "status, month(starts_at)", "survey": "channel, scale_max, score"}
    for table, columns in compared.items():
        if (hand.folder / "work" / "store" / f"{table}.parquet").exists():
            assert counted(proposed.folder, table, columns) == counted(hand.folder, table, columns), table


def test_the_period_is_the_year_that_the_files_have_in_common(both):
    (hand, _), (proposed, _) = both
    assert (proposed.period.start, proposed.period.end) == (hand.period.start, hand.period.end)


def test_what_no_file_says_is_asked_and_left_open(both):
    (hand, _), (proposed, _) = both
    asked = {(point.file, point.column) for point in proposed.to_confirm}
    assert {("engagement.yml", key) for key in ("client.name", "client.population", "client.school_zone", "hours", "period")} <= asked
    assert proposed.hours == () and proposed.client.population is None and proposed.promises == ()
    if "bourg" in hand.client.name.lower():
        assert ("data/demandes.csv", "channel") in asked
    else:
        (point,) = (point for point in proposed.to_confirm if point.column == "Sens")
        assert point.confidence < 0.8 and "Interne = internal" in point.proposal
        assert ("data/enquete.csv", "Note") in asked


def test_columns_about_people_are_left_out_and_named(both):
    (_, _), (proposed, _) = both
    mapped = {header for source in proposed.sources for header in source.columns.values()}
    text = (proposed.folder / "engagement.yml").read_text(encoding="utf-8")
    comments = "\n".join(line for line in text.splitlines() if line.lstrip().startswith("#"))
    for header in ("Nom", "Agent", "Commentaire", "Objet", "Demandeur", "Note"):
        held = any(header in Path(proposed.folder / source.file).read_bytes().decode("cp1252", "replace") for source in proposed.sources)
        if held and not (header == "Note" and "data/enquete.csv" in {source.file for source in proposed.sources}):
            assert header not in mapped and header.casefold() in comments.casefold(), header


def test_every_canonical_name_of_the_vocabulary_exists():
    from diagnostic.proposal import vocabulary

    content = vocabulary.content()
    columns = {table: set(known) for table, known in schema.TABLES.items()}
    assert set(content["tables"]) == set(columns)
    for table, given in content["columns"].items():
        assert set(given) <= (set().union(*columns.values()) if table == "any" else columns[table]), table
