"""Processing times against loops over plain Python cases."""

from fractions import Fraction

import pandas as pd
import pytest

from diagnostic.engagement import Hours, Parameters
from diagnostic.questions.processing import measures as processing
from tests.questions.cohort import lasting, random_cases, spans, utc_town
from tests.questions.random_towns import one
from tests.towns import with_facts


def reached(kept, share):
    """The first time at which the exact cumulative incidence of closing reaches the share."""
    alive, incidence = Fraction(1), Fraction(0)
    for time in sorted({span[0] for span in kept}):
        at_risk = [span for span in kept if span[2] <= time <= span[0]]
        closed = sum(span[0] == time and span[1] == "closed" for span in at_risk)
        gone = sum(span[0] == time and span[1] != "open" for span in at_risk)
        incidence += alive * Fraction(closed, len(at_risk))
        alive *= 1 - Fraction(gone, len(at_risk))
        if incidence >= share:
            return time
    return None


@pytest.fixture(scope="module", params=[1, 2])
def measured(request, tmp_path_factory):
    cases = random_cases(request.param)
    with with_facts(utc_town(tmp_path_factory.mktemp("town")), cases=cases) as store:
        return cases, processing.measure(store)


def test_percentiles_follow_open_cases_and_let_earlier_ones_enter_late(measured):
    cases, found = measured
    for scope, kept in (("all", spans(cases)), ("procedure=births", spans(cases, "births")), ("procedure=noise", spans(cases, "noise"))):
        for name, share in (("p50", Fraction(1, 2)), ("p80", Fraction(4, 5)), ("p90", Fraction(9, 10))):
            row, expected = one(found, f"processing.{name}", scope), reached(kept, share)
            if expected is None:
                assert pd.isna(row["value"]) and row["note"] == "not_reached" and row["status"] == "measured"
            else:
                assert row["value"] == pytest.approx(expected)
            assert (row["numerator"], row["denominator"]) == (sum(span[1] == "closed" for span in kept), len(kept))


def test_closed_only_median_leaves_out_open_cases_and_those_opened_before(measured):
    cases, found = measured
    closed = sorted(span[0] for span in spans(cases) if span[1] == "closed" and span[3])
    row = one(found, "processing.closed_only_p50")
    assert row["value"] == pytest.approx(closed[(len(closed) + 1) // 2 - 1])
    assert row["denominator"] == len(closed)


def test_procedures_under_the_least_number_of_cases_have_no_figure(tmp_path):
    cases = [
        {"opened_at": "2024-02-01 10:00", "closed_at": f"2024-02-{day:02d} 10:00", "end": "closed", "procedure": "many"}
        for day in range(2, 29)
    ]
    cases = [*cases, *cases[:3], *({**case, "procedure": "few"} for case in cases)]
    settings = {"parameters": Parameters(draws=100)}
    with with_facts(utc_town(tmp_path, **settings), cases=cases) as store:
        found = processing.times(store)
        assert len(processing.curve(store, "many")) and processing.curve(store, "few").empty
    assert one(found, "processing.p50", "procedure=many")["status"] == "measured"  # thirty cases
    hidden = one(found, "processing.p50", "procedure=others")  # twenty-seven
    assert hidden["status"] == "suppressed"
    assert hidden[["value", "numerator", "denominator", "low", "high", "confidence"]].isna().all()


def test_working_hours_skip_the_night_and_a_case_known_by_the_day_has_none(tmp_path):
    hours = (Hours(site="Mairie", rules="Mo-Fr 09:00-12:00"),)
    case = {"opened_local": "2024-02-01 11:00", "closed_local": "2024-02-02 10:00", "end": "closed"}
    with with_facts(utc_town(tmp_path / "a", hours=hours), cases=[case]) as store:
        found = processing.measure(store)
        assert one(found, "processing.working_p50")["value"] == pytest.approx(2.0)
        assert one(found, "processing.p50")["value"] == pytest.approx(23 / 24)
    by_day = case | {"opened_precision": "day", "closed_precision": "day"}
    with with_facts(utc_town(tmp_path / "b", hours=hours), cases=[by_day]) as store:
        found = processing.measure(store)
        assert one(found, "processing.working_p50")[["status", "note"]].tolist() == ["not_measurable", "no_working_time"]
        assert one(found, "processing.p50")["value"] == 1.0


def test_curve_ends_where_the_percentiles_stand(tmp_path):
    cases = random_cases(4)
    with with_facts(utc_town(tmp_path), cases=cases) as store:
        curve, found = processing.curve(store, "births"), processing.times(store)
    half = curve[curve["share"] >= 0.5 - 1e-9]["days"].min()
    assert half == one(found, "processing.p50", "procedure=births")["value"]
    assert curve["at_risk"].max() <= len(spans(cases, "births"))


def test_without_closing_dates_nothing_is_measured_and_the_note_says_why(tmp_path):
    with with_facts(utc_town(tmp_path), cases=[{"opened_local": "2024-02-01 10:00"}]) as store:
        row = one(processing.times(store), "processing.p50")
    assert (row["status"], row["note"]) == ("not_measurable", "missing: cases.closed_at")


def test_times_are_told_by_channel_team_and_month_of_opening(tmp_path):
    cases = [lasting("01-10", 2, channel="email", team="A"), lasting("02-10", 8, channel="letter", team="B"), lasting("02-11", 8, team="B")]
    staff = [{"team": "B", "fte": 5.0}, {"team": "A", "fte": 4.0}]
    early = {"opened_local": "2023-12-30", "closed_local": "2024-01-08"}
    with with_facts(utc_town(tmp_path), cases=[*cases, early], staff=staff) as store:
        found = processing.times(store)
    assert one(found, "processing.p50", "channel=email")["value"] == 2.0
    assert one(found, "processing.p50", "month=2024-02")["denominator"] == 2
    assert "month=2023-12" not in set(found["scope"])
    assert one(found, "processing.p50", "team=B")["value"] == 8.0
    hidden = one(found, "processing.p50", "team=others")
    assert (hidden["status"], hidden["denominator"]) == ("suppressed", pytest.approx(float("nan"), nan_ok=True))


def test_a_team_of_unknown_size_is_hidden(tmp_path):
    with with_facts(utc_town(tmp_path), cases=[lasting("01-10", 2, team="A")]) as store:
        assert one(processing.times(store), "processing.p50", "team=others")["status"] == "suppressed"
