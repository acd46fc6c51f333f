"""No file brings the kit down: each ends in time, in little memory, in a message or in counts that add up; nothing is written elsewhere.

A few of the inputs are in the default run, more in `pytest -m long`, all in `pytest -m soak`, which prints one table of them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hostile import books, names, records, texts
from tests.hostile.figures import Tell, tell_wrong

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the system has no fork")
FAMILIES = (texts, books, records, names)
# how each is read that `new` may make nothing of, by what its name ends with
CALLS = "columns: {occurred_at: Date appel, outcome: Statut, wait_s: Attente"
SOURCES = {
    ".parquet": f"table: contacts, channel: phone, {CALLS}}}",
    ".xes": "preset: xes",
    "queue_log": "preset: asterisk_queue_log",
    "Master.csv": "preset: asterisk_cdr",
    "": f"table: contacts, channel: phone, {CALLS}, phone: Numéro appelant, topic: Motif, email: Courriel}}",
}
MISSION = """client: {{name: Ville, population: 75000}}
period: {{start: 2025-01-01, end: 2025-12-31, extract_date: 2026-01-10}}
sources:
  - {{file: {file}, {source}}}
"""
FEW = (
    'csv stray "Voirie 0',
    "csv clocks in column 3",
    "gz 39 million blank lines",
    "xlsx a cell in the last corner",
    "ods a cell that is all cells",
    "json 5,000 digits",
    "xes laughs",
)
EVERY = 17


def inputs() -> dict[str, object]:
    return {what: made for family in FAMILIES for what, made in family.inputs()}


@pytest.fixture(scope="module")
def harness() -> Iterator:
    from tests.hostile.harness import Harness

    with Harness() as one:
        yield one


def tried(harness, folder: Path, made):
    """How `new` and `check` end with a file, and which lines are lost of it: once as `new` proposes it, once as somebody declares it."""
    name, content = made()
    received = folder / "received" / name
    received.parent.mkdir(parents=True)
    if content is not None:
        received.write_bytes(content)
    else:
        names.make(received)
    proposed, declared = folder / "mission" / "proposed", folder / "mission" / "declared"
    (declared / "data").mkdir(parents=True)
    commands = [["new", proposed, "--from", received.parent], ["check", proposed]]
    if content is not None:
        (declared / "data" / name).write_bytes(content)
        source = next(source for end, source in SOURCES.items() if name.endswith(end))
        told = MISSION.format(file=json.dumps(f"data/{name}", ensure_ascii=False), source=source)
        (declared / "engagement.yml").write_text(told, encoding="utf-8", errors="surrogateescape")
        commands.append(["check", declared])
    ended = harness.run(folder / "mission", *commands)
    return ended, [one for mission in (proposed, declared) for one in unaccounted(mission)]


def unaccounted(mission: Path) -> Iterator[str]:
    """The files of which not every line is in the ledger."""
    ledger = mission / "work" / "intake.json"
    for source in json.loads(ledger.read_text(encoding="utf-8"))["sources"] if ledger.is_file() else ():
        aside = source["aside"]
        counted = source["accepted"] + source["rejected"] + source["duplicates"]
        if source["read"] != counted or aside.get("lost"):
            yield source["file"]
        path = mission / source["file"]
        if source["separator"] in (";", ",", "\t") and path.suffix == ".csv" and source["encoding"] in ("utf-8", "utf-8-sig"):
            with path.open(encoding=source["encoding"], errors="replace") as text:
                lines = sum(1 for _ in text)
            told = source["read"] + source["header_line"] + aside["blank"] + len(aside["footer"]) + len(aside["header"])
            told += sum(aside.get(rare, 0) for rare in ("within", "folded", "repeated", "unrelated"))
            if lines != told:
                yield f"{source['file']}: {lines} lines, {told} told"


def judged(harness, folder: Path, wanted: list[str], tell: Tell) -> None:
    from tests.hostile.harness import table

    ended, lost, made = {}, {}, inputs()
    for number, what in enumerate(wanted):
        ended[what], lost[what] = tried(harness, folder / str(number), made[what])
    told = table(ended, [what for what in wanted if lost[what]])
    print(f"\n{told}")
    tell_wrong(tell, [one.wrong for one in ended.values()], sum(map(bool, lost.values())))
    assert not any(one.wrong for one in ended.values()) and not any(lost.values()), told


def test_a_few_hostile_files(harness, tmp_path, tell):
    judged(harness, tmp_path, list(FEW), tell)


@pytest.mark.long
def test_one_hostile_file_in_seventeen(harness, tmp_path, tell):
    judged(harness, tmp_path, list(inputs())[::EVERY], tell)


@pytest.mark.soak
def test_every_hostile_file(harness, tmp_path, tell, capsys):
    with capsys.disabled():
        judged(harness, tmp_path, list(inputs()), tell)
