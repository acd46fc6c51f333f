"""What a notebook opens: an engagement up to date with its files, with the notebook's own parameters."""

from __future__ import annotations

from pathlib import Path

import pytest

from diagnostic import open_engagement, steps, wording
from diagnostic.engagement import Engagement
from diagnostic.errors import UserError
from diagnostic.store import facts
from diagnostic.town import derive, keep_measures, measures, with_parameters
from tests.test_lock import held


@pytest.fixture
def mission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "appels.csv").write_text("Date\n06/01/2025 09:00\n07/01/2025 10:30\n", encoding="utf-8")
    (tmp_path / "engagement.yml").write_text(
        "client: {name: Ville, languages: [en, fr]}\nperiod: {start: 2025-01-01, end: 2025-03-31}\nparameters: {repeat_window_days: 10}\n"
        "sources: [{file: data/appels.csv, table: contacts, channel: phone, columns: {occurred_at: Date}, dates: '%d/%m/%Y %H:%M'}]\n",
        encoding="utf-8",
    )
    return tmp_path


def window(folder: Path, **parameters: object) -> int:
    return int(open_engagement(folder, **parameters).store.query("select repeat_window_days as days from settings")["days"][0])


def test_a_parameter_of_the_notebook_replaces_that_of_the_engagement_for_it_alone(mission: Path) -> None:
    assert window(mission) == 10
    derived = {path: path.stat().st_mtime_ns for path in (mission / "work" / "store").iterdir()}
    assert sum(path.name.startswith("indicators_") for path in derived) == 1
    assert window(mission, repeat_window_days=14) == 14
    assert window(mission, repeat_window_days=None) == 10
    now = {path: path.stat().st_mtime_ns for path in (mission / "work" / "store").iterdir()}
    assert {path: now[path] for path in derived} == derived
    # what may be read with the other parameter was settled for all indicators, as it was with that of the engagement
    assert [path.name.partition("_")[0] for path in now.keys() - derived.keys()] == ["indicators"]


def test_what_was_measured_with_parameters_that_a_run_no_longer_asks_for_goes_with_its_step(mission: Path) -> None:
    for days in (None, 14, 21):
        assert window(mission, repeat_window_days=days) == (days or 10)
    engagement = Engagement.load(mission)
    own, other = (measures(with_parameters(engagement, {"repeat_window_days": days})) for days in (14, 21))
    keep_measures([engagement, with_parameters(engagement, {"repeat_window_days": 14})])
    assert {path.stem for path in engagement.store.glob("indicators_*")} == {measures(engagement).name, own.name}
    assert steps.done(measures(engagement)) and steps.done(own)
    assert steps.recorded(other) is None
    assert facts.contents(engagement)  # no other table went
    assert window(mission, repeat_window_days=21) == 21 and steps.done(other)  # measured again where it is asked again


def test_files_that_tell_of_other_days_than_the_period_are_told_with_their_own(mission: Path) -> None:
    settings = mission / "engagement.yml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("2025-0", "2023-0"), encoding="utf-8")
    with pytest.raises(UserError) as raised:
        open_engagement(mission)
    (problem,) = raised.value.problems
    assert problem.key == "run.period_empty"
    assert {"2023-01-01", "2023-03-31", "2025-01-06", "2025-01-07"} <= set(map(str, problem.values.values()))


def test_a_period_whose_only_trace_is_a_case_still_open_is_no_mistake(mission: Path) -> None:
    (mission / "data" / "demandes.csv").write_text("Ouverte;Close\n02/06/2024;\n03/06/2024;04/06/2024\n", encoding="utf-8")
    (mission / "engagement.yml").write_text(
        "client: {name: Ville}\nperiod: {start: 2025-01-01, end: 2025-03-31, extract_date: 2025-04-02}\n"
        "sources: [{file: data/demandes.csv, table: cases, columns: {opened_at: Ouverte, closed_at: Close}, dates: '%d/%m/%Y'}]\n",
        encoding="utf-8",
    )
    assert int(open_engagement(mission).store.query("select sum(case when at_risk then 1 else 0 end) as n from fact_cases")["n"][0]) == 1


def test_a_town_has_its_rows_its_languages_and_its_folder(mission: Path) -> None:
    town = open_engagement(str(mission))
    assert int(town.store.query("select count(*) as n from fact_contacts where handled")["n"][0]) == 2
    assert town.languages == ("en", "fr") and wording.display_language.get() == "en"
    assert town.notebooks == mission.resolve() / "work" / "notebooks"


@pytest.mark.parametrize(
    "given, key",
    [
        ({"repeat_window_days": "14"}, "run.parameter"),
        ({"repeat_window_days": True}, "run.parameter"),
        ({"repeat_window_days": 7.5}, "run.parameter"),
        ({"repeat_window_days": 0}, "run.parameter_at_least"),
        ({"occupancy": 2.0}, "run.parameter_at_most"),
        ({"repeat_windw_days": 7}, "run.unknown_parameter_near"),
        ({"zzz": 7}, "run.unknown_parameter_known"),
    ],
)
def test_a_wrong_parameter_is_told_with_its_name_value_and_what_is_expected(mission: Path, given: dict[str, object], key: str) -> None:
    with pytest.raises(UserError) as raised:
        with_parameters(Engagement.load(mission), given)
    ((name, value),) = given.items()
    assert [problem.key for problem in raised.value.problems] == [key]
    told = raised.value.text("en")
    assert name in told and (key.startswith("run.unknown") or str(value) in told)


def test_every_wrong_parameter_is_told_at_once(mission: Path) -> None:
    with pytest.raises(UserError) as raised:
        with_parameters(Engagement.load(mission), {"repeat_window_days": "x", "small_group": 0, "nope_at_all": 1})
    assert len(raised.value.problems) == 3


def test_a_folder_that_is_no_path_is_told(mission: Path) -> None:
    with pytest.raises(UserError, match="engagement"):
        open_engagement(3)  # type: ignore[arg-type]


def test_facts_whose_derivation_stops_half_way_are_not_done(mission: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engagement = Engagement.load(mission)
    derive(engagement)
    assert steps.done(facts.step(engagement))
    monkeypatch.setattr(facts, "derive", lambda engagement: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        derive(with_parameters(engagement, {"chaser_after_days": 3}))
    assert not steps.done(facts.step(engagement))


def test_a_notebook_reads_what_is_prepared_while_a_run_goes_on_and_prepares_nothing_then(mission: Path) -> None:
    open_engagement(mission)
    with held(mission):
        assert open_engagement(mission).store.has("contacts")
        with (mission / "data" / "appels.csv").open("a", encoding="utf-8") as file:
            file.write("07/01/2025 11:30\n")
        with pytest.raises(UserError) as refused:
            open_engagement(mission)
    assert [problem.key for problem in refused.value.problems] == ["run.already"]
    open_engagement(mission)
