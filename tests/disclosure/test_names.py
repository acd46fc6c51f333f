"""What agents type of people where a word was asked is in nothing that may be sent, and in no file but the consultant's own."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from diagnostic import cli, intake
from tests.disclosure.planted import PLANTED, PRIVATE, found, plant, table
from tests.hostile.figures import Tell
from tests.opened import content

TOWNS = ("bourg-exemple", "ville-exemple")
# the first lines of each file, for the quick run
FEW = 600


def files(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*")) if path.is_file()]


def kept(mission: Path) -> list[Path]:
    """The files of `work/` but the consultant's own."""
    return [path for path in files(mission / "work") if path.name not in PRIVATE]


@pytest.fixture(scope="module", params=TOWNS)
def taken(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("names") / "mission"
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("DIAGNOSTIC_KEYS", str(tmp_path_factory.mktemp("keys")))
        intake.take(plant(request.param, folder, rows=FEW))
    return folder


def test_nothing_typed_of_people_is_in_the_store_or_the_account_of_an_intake(taken: Path) -> None:
    paths = kept(taken)
    assert {"intake.json", "rejects.csv", "contacts.parquet"} <= {path.name for path in paths}
    assert {one.text: names for one, names in found(paths).items()} == {}


def test_all_that_is_typed_of_people_is_in_the_consultant_s_own_file(taken: Path) -> None:
    assert {one.text for one in PLANTED} - {one.text for one in found([taken / "work" / "labels_values.csv"])} == set()


def test_no_label_of_a_town_is_masked(taken: Path) -> None:
    with (taken / "work" / "labels_values.csv").open(encoding="utf-8", newline="") as file:
        assert {row["value"] for row in csv.DictReader(file)} == {one.text for one in PLANTED}


@pytest.mark.long
@pytest.mark.parametrize("town", TOWNS)
def test_nothing_typed_of_people_comes_out_of_a_whole_run(
    town: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tell: Tell
) -> None:
    monkeypatch.setenv("DIAGNOSTIC_KEYS", str(tmp_path / "keys"))
    mission = tmp_path / "mission"
    plant(town, mission)
    for command in ("check", "run"):
        with pytest.raises(SystemExit) as ended:
            cli.main([command, str(mission)])
        assert ended.value.code == 0
    said = tmp_path / "said.txt"
    said.write_text("".join(capsys.readouterr()), encoding="utf-8")
    sent = files(mission / "output")
    assert {".html", ".pdf", ".csv", ".json"} <= {path.suffix for path in sent}
    told = {"output": found(sent), "work": found(kept(mission)), "said": found([said])}
    with capsys.disabled():
        print(f"\n{town}\n{table(told)}")
    tell("names planted", len(PLANTED))
    tell("names in output", len(told["output"]))
    assert {where: {one.text: names for one, names in there.items()} for where, there in told.items()} == {where: {} for where in told}
    pages = [path for path in sent if path.suffix in (".html", ".pdf")]
    assert [path.name for path in pages if "masked-" in content(path)] == []
