"""Calls older than the client declares to keep them are refused, whatever tells their age, until somebody's agreement is written down."""

from __future__ import annotations

import datetime as dt

import pytest
from pydantic import ValidationError

from diagnostic.engagement import Engagement, Period, Retention, Source
from diagnostic.intake import retention
from tests.intake.mission import Mission, counts

DAYS = [dt.date(2025, 1, 1) + dt.timedelta(days=day) for day in range(365)]
# six months before 10 January 2026, which the mission declares as the day of the extract
LIMIT = dt.date(2025, 7, 10)
OLD = sum(day < LIMIT for day in DAYS)


def calls(channels: tuple[str, ...] = ("",)) -> str:
    rows = [f"{day:%d/%m/%Y} 09:00:00;06123456{place % 90 + 10};{channels[place % len(channels)]}" for place, day in enumerate(DAYS)]
    return "\n".join(["Date appel;Numéro;Canal", *rows])


COLUMNS = {"occurred_at": "Date appel", "phone": "Numéro"}


def test_calls_past_the_declared_retention_are_refused_and_counted(mission: Mission) -> None:
    mission.settings["retention"] = Retention(calls_months=6)
    ledger = mission.add("a.csv", calls(), columns=COLUMNS, channel="phone").take()
    assert counts(ledger) == (365, 365 - OLD, OLD, 0) and ledger.reasons == {"past_retention": OLD}
    assert min(mission.values("occurred_local")).date() == LIMIT


@pytest.mark.parametrize(
    "settings", [Retention(), Retention(calls_months=6, older_calls="accord du 12 janvier"), Retention(calls_months=13)]
)
def test_nothing_is_refused_without_a_retention_with_an_agreement_or_where_nothing_is_older(mission: Mission, settings: Retention) -> None:
    mission.settings["retention"] = settings
    assert mission.add("a.csv", calls(), columns=COLUMNS, channel="phone").take().rejected == 0


@pytest.mark.parametrize("nothing", ["", "  "])
def test_an_agreement_that_says_nothing_is_none(nothing: str) -> None:
    with pytest.raises(ValidationError):
        Retention(calls_months=6, older_calls=nothing)


def test_other_contacts_of_the_same_file_are_kept_whatever_their_age(mission: Mission) -> None:
    mission.settings["retention"] = Retention(calls_months=6)
    values = {"channel": {"Tél": "phone", "Mél": "email", "Tél et mél": "phone", "Guichet": "counter"}}
    columns = COLUMNS | {"channel": "Canal"}
    ledger = mission.add("a.csv", calls(("Tél", "Mél", "Guichet")), columns=columns, values=values).take()
    assert ledger.reasons == {"past_retention": sum(day < LIMIT for day in DAYS[::3])}


def test_a_log_of_outcomes_without_a_channel_is_one_of_calls(mission: Mission) -> None:
    mission.settings["retention"] = Retention(calls_months=6)
    columns, values = COLUMNS | {"outcome": "Canal"}, {"outcome": {"pris": "answered"}}
    assert mission.add("a.csv", calls(("pris",)), columns=columns, values=values).take().rejected == OLD
    assert mission.add("b.csv", calls(), columns=COLUMNS, channel="email").take().reasons == {"past_retention": OLD}
    assert mission.intake is not None and mission.intake.sources[1].rejected == 0


def test_a_month_is_too_old_once_its_last_day_is(mission: Mission) -> None:
    mission.settings["retention"] = Retention(calls_months=6)
    text = "Mois;Sujet\n" + "".join(f"2025-{month:02d};a{month}\n" for month in range(1, 13))
    mission.add("a.csv", text, columns={"month": "Mois", "topic": "Sujet"}, channel="phone").take()
    assert mission.values("month") == [f"2025-{month:02d}" for month in range(7, 13)]


def test_without_a_day_of_extract_the_latest_call_of_the_file_stands_for_it(mission: Mission) -> None:
    mission.settings |= {"retention": Retention(calls_months=6), "period": Period(start=DAYS[0], end=DAYS[-1])}
    mission.add("a.csv", calls(), columns=COLUMNS, channel="phone").take()
    assert min(mission.values("occurred_local")).date() == dt.date(2025, 6, 30)  # six months before 31 December, which June has not


def mission_with(**settings: object) -> Engagement:
    return Engagement.model_validate(
        {"client": {"name": "Ville"}, "period": {"start": DAYS[0], "end": DAYS[-1]}, "folder": ".", "sources": ()} | settings, strict=False
    )


def test_the_day_by_which_data_must_go_is_told_once_it_has_passed_and_asked_where_it_is_not_said() -> None:
    day = dt.date(2026, 6, 30)
    for today, keys in ((day, []), (day + dt.timedelta(days=1), ["engagement.retain_until_passed"])):
        assert [problem.key for problem in retention.late(mission_with(retain_until=day), today)] == keys
    assert [problem.key for problem in retention.unsettled(mission_with())] == ["engagement.retain_until_missing"]
    assert list(retention.unsettled(mission_with(retain_until=day))) == []


def test_how_long_calls_are_kept_is_asked_only_of_a_mission_that_reads_calls_of_persons() -> None:
    def asked(**source: object) -> bool:
        made = Source(file="data/a.csv", table="contacts", **source)
        return "engagement.calls_months_missing" in [problem.key for problem in retention.unsettled(mission_with(sources=(made,)))]

    assert asked(columns={"occurred_at": "Date", "phone": "N°"}, channel="phone")
    assert not asked(columns={"occurred_at": "Date"}, channel="phone")
    assert not asked(columns={"occurred_at": "Date", "email": "De"}, channel="email")
    assert asked(columns={"occurred_at": "Date", "phone": "N°", "outcome": "Statut"})


def test_the_file_the_rows_and_the_key_to_write_are_told(mission: Mission) -> None:
    mission.settings["retention"] = Retention(calls_months=6)
    mission.add("a.csv", calls(), columns=COLUMNS, channel="phone").take()
    assert mission.intake is not None
    (problem,) = retention.refused(mission.engagement, mission.intake.as_json("en"))
    for language in ("en", "fr"):
        said = problem.text(language)
        assert "data/a.csv" in said and f"{OLD}" in said and "older_calls" in said
