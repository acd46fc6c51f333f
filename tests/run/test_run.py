"""papermill over the notebooks: which, with what, in which Python, and what is kept."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from diagnostic import blocks, progress, run, steps
from diagnostic.engagement import Engagement
from diagnostic.errors import Problem, UserError
from diagnostic.intake import inputs
from diagnostic.measuring.rows import settled
from diagnostic.run import library, plan, record
from diagnostic.store.settings import settings_row
from diagnostic.town import with_parameters
from tests.run.notebooks import PARAMETERS, notebook, printed


def test_a_run_executes_in_this_python_gives_parameters_and_records_what_it_did(
    shipped: Path, mission: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    decoy = tmp_path / "jupyter" / "kernels" / "python3"
    decoy.mkdir(parents=True)
    (decoy / "kernel.json").write_text(json.dumps({"argv": ["nowhere"], "display_name": "decoy", "language": "python"}), encoding="utf-8")
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    say = "import sys, os\nprint(sys.executable, engagement, os.getcwd(), window, label, rate, full, sep='|')"
    notebook(shipped, "00_first", say)
    notebook(shipped, "01_fails", "from diagnostic.errors import *\nraise UserError(Problem('yaml.encoding', {'file': 'x.yml'}))")
    notebook(shipped, "90_last", "from pathlib import Path\nprint(sorted(p.name for p in Path('work/notebooks').glob('0*.ipynb')))")
    note = "show(Note(Message('run.intake', {}), 'missing'))"
    notebook(mission / "notebooks", "00_first", say, "from diagnostic.blocks import *\n" + note, parameters=PARAMETERS + "own: int = 1\n")
    heard: list[Problem] = []
    seen: list[progress.Event] = []

    with progress.watched_by(seen.append):
        outcome = run.run(mission, parameters={"window": "14", "label": "14", "own": 2}, jobs=2, strict=True, progress=heard.append)

    saved = mission / "work" / "notebooks"
    assert [(step.name, bool(step.error)) for step in outcome.steps] == [("00_first", False), ("01_fails", True), ("90_last", False)], (
        outcome
    )
    said = printed(saved / "00_first.ipynb").strip().split("|")
    assert said == [sys.executable, str(mission), str(mission), "14", "14", "0.5", "False"]
    assert "x.yml" in outcome.failed[0].error and "Traceback" not in outcome.failed[0].error
    assert [step.name for step in outcome.failed] == ["01_fails"] and (saved / "01_fails.ipynb").is_file()
    assert printed(saved / "90_last.ipynb").strip() == "['00_first.ipynb', '01_fails.ipynb']"  # it ran after the others
    assert outcome.unmeasured == ("00_first",)
    assert outcome.exit_code == 1
    begun = [event.step for event in seen if isinstance(event, progress.Began)]
    assert begun == ["intake", "indicators", "notebooks"]
    ended = {event.notebook: bool(event.error) for event in seen if isinstance(event, progress.Ended)}
    assert ended == {"00_first": False, "01_fails": True, "90_last": False}
    cells = [(event.number, event.of) for event in seen if isinstance(event, progress.Cell) and event.notebook == "00_first"]
    assert cells == [(number, 4) for number in (1, 2, 3, 4)]  # the parameters as declared and as given, then its own
    assert [problem.key for problem in heard[:3]] == ["run.intake", "run.indicators", "run.kept"]
    assert sorted(problem.key for problem in heard[3:]) == ["run.done", "run.done", "run.failed"]
    recorded = json.loads((mission / "work" / "run.json").read_text(encoding="utf-8"))
    assert recorded["notebooks"]["00_first"]["parameters"] == {"window": "14", "label": "14", "own": "2"}
    assert recorded["notebooks"]["01_fails"]["error"] and not recorded["notebooks"]["90_last"]["error"]
    assert str(mission) not in json.dumps(recorded)
    assert capfd.readouterr() == ("", "")  # kernels say nothing of their own


def test_only_some_run_the_readers_follow_and_an_edit_is_kept(shipped: Path, mission: Path) -> None:
    for name in ("00_first", "02_other", "90_last"):
        notebook(shipped, name, f"print({name!r})", parameters="label: str = 'a'")
    first = run.run(mission, only=["2"], jobs=1)
    assert [step.name for step in first.steps] == ["02_other"]  # 90 was never executed: there is nothing to contradict
    assert first.exit_code == 0
    engagement = Engagement.load(mission)
    saved = engagement.executed / "02_other.ipynb"

    _rewrite(saved, lambda content: content["metadata"].update({"opened": "by JupyterLab"}))
    assert record.keep_edited(engagement, "02_other") is None
    _rewrite(saved, lambda content: content["cells"][-1].update({"source": "print('mine')"}))
    notebook(shipped, "90_last", "print(1)", parameters="")
    run.run(mission, only=["90"], jobs=1)
    second = run.run(mission, only=["02_other.ipynb"], jobs=1)

    assert [step.name for step in second.steps] == ["02_other"]
    assert second.kept == ("90_last",)  # what 02 shows is what it showed
    kept = engagement.executed / "02_other.edited.ipynb"
    assert "mine" in kept.read_text(encoding="utf-8") and "mine" not in saved.read_text(encoding="utf-8")
    assert blocks.saved(engagement.executed)["02_other"] == kept


def test_a_run_of_all_notebooks_leaves_what_was_measured_with_the_parameters_of_each_and_nothing_else(shipped: Path, mission: Path) -> None:
    notebook(shipped, "00_a", "print(1)")
    notebook(shipped, "01_b", "print(1)", parameters="repeat_window_days: int = 7")
    engagement = Engagement.load(mission)
    chosen = with_parameters(engagement, {"repeat_window_days": 21})
    tables = [settled(settings_row(one)) for one in (engagement, chosen)] + ["indicators_earlier", "contacts"]
    engagement.store.mkdir(parents=True)
    for table in tables:
        (engagement.store / f"{table}.parquet").write_bytes(b"")
    run.run(mission, only=["01"], parameters={"repeat_window_days": 21}, jobs=1)
    assert sorted(path.stem for path in engagement.store.iterdir()) == sorted(tables)  # the others may ask for it
    run.run(mission, parameters={"repeat_window_days": 21}, jobs=1)
    assert sorted(path.stem for path in engagement.store.iterdir()) == sorted(set(tables) - {"indicators_earlier"})


def _rewrite(path: Path, change: Callable[[dict], None]) -> None:
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(json.dumps(content), encoding="utf-8")


def _recorded(mission: Path, text: str) -> Engagement:
    """An engagement whose notebook 00_a is saved and recorded, with `text` in it since."""
    engagement = Engagement.load(mission)
    saved = notebook(engagement.executed, "00_a", "print(1)")
    source, execution = library.Notebook(saved, {}), run.Execution("00_a", saved, 1.0)
    steps.record(inputs.step(engagement))
    record.executed(plan.Plan(engagement, [source], {"00_a": {}}).due(source).made_from, execution)
    record.write(engagement, [source], {}, {}, [execution])
    notebook(engagement.executed, "00_a", text)
    return engagement


def test_a_later_edit_puts_the_earlier_one_aside(mission: Path) -> None:
    engagement = _recorded(mission, "print('first edit')")
    record.keep_edited(engagement, "00_a")
    notebook(engagement.executed, "00_a", "print('second edit')")
    kept = record.keep_edited(engagement, "00_a")
    assert kept and "second edit" in kept.read_text(encoding="utf-8")
    assert "first edit" in (engagement.executed / "earlier" / "00_a.edited-1.ipynb").read_text(encoding="utf-8")


def test_an_edit_made_before_steps_were_recorded_is_kept_too(mission: Path) -> None:
    engagement = _recorded(mission, "print('edit')")
    shutil.rmtree(mission / "work" / "steps")
    kept = record.keep_edited(engagement, "00_a")
    assert kept and "edit" in kept.read_text(encoding="utf-8")
    notebook(engagement.executed, "00_a", "print(1)")
    assert record.keep_edited(engagement, "00_a") is None


def test_what_an_interrupted_run_leaves_is_nobodys_edit(mission: Path) -> None:
    engagement = _recorded(mission, "print('half')")
    record.forget(engagement, [library.Notebook(Path("00_a.ipynb"), {})])
    assert record.keep_edited(engagement, "00_a") is None


def test_a_damaged_notebook_is_nobodys_edit_and_is_put_aside(mission: Path) -> None:
    engagement = _recorded(mission, "print(1)")
    saved = engagement.executed / "00_a.ipynb"
    half = saved.read_bytes()[:100]
    saved.write_bytes(half)
    assert record.keep_edited(engagement, "00_a") is None and not saved.exists()
    assert (engagement.executed / "earlier" / "00_a-1.ipynb").read_bytes() == half


def test_a_notebook_that_a_stopped_run_has_not_replaced_is_stale(mission: Path) -> None:
    engagement = _recorded(mission, "print(1)")
    record.forget(engagement, [library.Notebook(Path("00_a.ipynb"), {})])
    notebook(engagement.executed, "02_mine", "print(1)")
    assert plan.stale(engagement) == ["00_a"]


def test_a_run_executes_what_changed_keeps_the_rest_and_says_why(shipped: Path, mission: Path) -> None:
    notebook(shipped, "00_first", "print(1)")
    notebook(shipped, "90_last", "print(2)")
    run.run(mission, jobs=1)
    heard: list[Problem] = []
    again = run.run(mission, jobs=1, progress=heard.append)
    assert (again.steps, again.kept) == ((), ("00_first", "90_last"))
    assert [problem.values["what"] for problem in heard if problem.key == "run.kept"][1:] == [["00_first"], ["90_last"]]

    notebook(shipped, "00_first", "print(3)")
    heard.clear()
    changed = run.run(mission, jobs=1, progress=heard.append)
    assert ([step.name for step in changed.steps], changed.kept) == (["00_first"], ("90_last",))
    assert [problem.values["what"] for problem in heard if problem.key == "run.why.notebook"] == [["00_first"]]
    assert all(problem.text(language) for problem in heard for language in ("fr", "en"))

    engagement = Engagement.load(mission)
    _rewrite(engagement.executed / "00_first.ipynb", lambda content: content["cells"][-1].update({"source": "print('mine')"}))
    edited = run.run(mission, jobs=1)
    assert [step.name for step in edited.steps] == ["00_first"]
    kept = engagement.executed / "00_first.edited.ipynb"
    before = kept.read_bytes()
    assert "mine" in kept.read_text(encoding="utf-8")
    assert run.run(mission, jobs=1).steps == ()
    assert kept.read_bytes() == before


def test_one_that_reads_the_others_never_reads_itself_and_runs_again_after_a_stopped_run(shipped: Path, mission: Path) -> None:
    notebook(shipped, "00_first", "print(1)")
    notebook(shipped, "90_last", "from pathlib import Path\nprint(sorted(p.name for p in Path('work/notebooks').glob('*.ipynb')))")
    run.run(mission, jobs=1)
    run.run(mission, jobs=1, fresh=True)
    engagement = Engagement.load(mission)
    assert printed(engagement.executed / "90_last.ipynb").strip() == "['00_first.ipynb']"
    record.forget(engagement, library.notebooks(engagement))  # as a run does that is killed thereafter
    again = run.run(mission, only=["00"], jobs=1)
    assert [step.name for step in again.steps] == ["00_first", "90_last"]


def test_a_notebook_is_stale_once_its_inputs_change(mission: Path) -> None:
    engagement = _recorded(mission, "print(1)")
    assert plan.stale(engagement) == []
    (mission / "data" / "a.csv").write_text("jour\n2025-01-01\n", encoding="utf-8")
    assert plan.stale(engagement) == ["00_a"]


WRONG = {
    "unknown": ({"windw": "1"}, "run.unknown_parameter_near", "window"),
    "unknown, none near": ({"zzz": "1"}, "run.unknown_parameter_known", None),
    "not a whole number": ({"window": "1.5"}, "run.parameter", None),
    "text for a number": ({"rate": "much"}, "run.parameter", None),
    "not a boolean": ({"full": "maybe"}, "run.parameter", None),
    "a number that is not text": ({"label": 3}, "run.parameter", None),
    "a boolean that is not a number": ({"window": True}, "run.parameter", None),
    "the folder is not a parameter": ({"engagement": "elsewhere"}, "run.unknown_parameter_known", None),
}


@pytest.mark.parametrize("given, key, near", WRONG.values(), ids=WRONG)
def test_a_wrong_parameter_stops_the_run_before_any_kernel(
    shipped: Path, mission: Path, given: dict[str, object], key: str, near: str | None
) -> None:
    notebook(shipped, "00_first", "raise SystemExit")
    with pytest.raises(UserError) as raised:
        run.run(mission, parameters=given)
    assert [(problem.key, problem.values.get("near")) for problem in raised.value.problems] == [(key, near)]
    assert [path.name for path in (mission / "work").iterdir()] == ["intake.json"]


def test_every_wrong_parameter_is_told_at_once(shipped: Path, mission: Path) -> None:
    notebook(shipped, "00_first")
    with pytest.raises(UserError) as raised:
        run.run(mission, parameters={"windw": "1", "rate": "x", "full": "maybe"})
    assert len(raised.value.problems) == 3


def test_values_are_read_as_each_notebook_declares_them(shipped: Path, mission: Path) -> None:
    optional = "from typing import Optional\nwindow: Optional[int] = None\nlabel: 'str' = ''\n"
    notebook(shipped, "00_first")
    notebook(shipped, "01_second", parameters=optional)
    available = library.notebooks(Engagement.load(mission))
    given = {"window": "none", "label": "14", "full": "true", "rate": "1e-3", "free": "x"}
    assert library.read_parameters(available, given) == {
        "00_first": {"window": None, "label": "14", "full": True, "rate": 0.001, "free": "x"},
        "01_second": {"window": None, "label": "14"},
    }


def test_an_unknown_notebook_is_told_with_the_nearest(shipped: Path, mission: Path) -> None:
    notebook(shipped, "00_first")
    with pytest.raises(UserError) as raised:
        run.run(mission, only=["00_frist", "7"])
    assert [problem.key for problem in raised.value.problems] == ["run.unknown_notebook_near", "run.unknown_notebook_known"]


@pytest.mark.parametrize(
    "content, key",
    [
        ("{", "run.not_a_notebook"),
        ('{"a": 1}', "run.not_a_notebook"),
        ("[" * 100_000, "run.not_a_notebook"),
        ('{"nbformat":4,"nbformat_minor":4,"cells":[],"metadata":' + '{"a":' * 900 + "1" + "}" * 900 + "}", "run.not_a_notebook"),
        ('{"cells":[' + '{"cell_type":"code"},' * 30_000 + "{}]}", "run.not_a_notebook"),
    ],
    ids=["no JSON", "no cells", "nested", "nested metadata", "cells without end"],
)
def test_a_file_that_is_no_notebook_is_told(shipped: Path, mission: Path, content: str, key: str) -> None:
    (shipped / "00_first.ipynb").write_text(content, encoding="utf-8")
    with pytest.raises(UserError) as raised:
        run.run(mission)
    assert [problem.key for problem in raised.value.problems] == [key]


def test_imports_of_an_earlier_house_are_told_with_where_they_stand_today(shipped: Path, mission: Path) -> None:
    cells = ("from diagnostic.measures import reach, quality", "from diagnostic import charts\ncharts.opening.week", "import pandas as pd")
    notebook(mission / "notebooks", "07_mine", *cells)
    with pytest.raises(UserError) as error:
        run.run(mission)
    moves = [(problem.values["name"], problem.values["now"]) for problem in error.value.problems]
    assert moves == [
        ("diagnostic.measures.reach", "diagnostic.questions.reach"),
        ("diagnostic.measures.quality", "diagnostic.questions.quality"),
        ("diagnostic.charts.opening", "diagnostic.questions.hours"),
    ]
    assert [problem.values["cell"] for problem in error.value.problems] == [2, 2, 3]
    assert all(problem.values["now"] in problem.text(language) for problem in error.value.problems for language in ("fr", "en"))


@pytest.mark.parametrize(
    "name, value, key", [("draws", "1000000000", "at_most"), ("seed", "-1", "at_least"), ("draws", "9" * 4000, "at_most")]
)
def test_a_parameter_out_of_its_bounds_stops_the_run_before_any_kernel(
    shipped: Path, mission: Path, name: str, value: str, key: str
) -> None:
    notebook(shipped, "00_first", parameters=f"{name}: int | None = None\n")
    with pytest.raises(UserError) as raised:
        run.run(mission, parameters={name: value})
    assert [problem.key for problem in raised.value.problems] == [f"run.parameter_{key}"]
    assert len(raised.value.text("fr")) < 400


@pytest.mark.parametrize(
    "source", ["window: int = \n", "window: int = " + "-" * 100_000 + "1", "window: int = 1\0", "a: " + "-" * 800 + "1 = 1"]
)
def test_a_parameters_cell_that_does_not_parse_is_told(shipped: Path, mission: Path, source: str) -> None:
    notebook(shipped, "00_first", parameters=source)
    with pytest.raises(UserError) as raised:
        run.run(mission)
    assert [problem.key for problem in raised.value.problems] == ["run.parameters_cell"]


def test_a_notebook_is_asked_for_by_its_number_and_letter():
    available = [library.Notebook(Path(f"{name}.ipynb"), {}) for name in ("00_data", "02_channel_mix", "02b_demarches", "10_more")]
    names = {asked: [one.name for one in library.chosen(available, [asked])] for asked in ("00", "0", "02", "2", "2b", "02b", "10")}
    assert names == {
        "00": ["00_data"],
        "0": ["00_data"],
        "02": ["02_channel_mix"],
        "2": ["02_channel_mix"],
        "2b": ["02b_demarches"],
        "02b": ["02b_demarches"],
        "10": ["10_more"],
    }
