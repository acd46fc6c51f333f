"""Processing times against loops over plain Python cases."""

from fractions import Fraction

import pandas as pd
import pytest

from diagnostic.engagement import Hours, Parameters
from diagnostic.questions.processing import measures as processing
from tests.questions.cohort import among_closed, curve, lasting, random_cases, reached, spans, utc_town
from tests.questions.random_towns import one
from tests.towns import with_facts


@pytest.fixture(scope="module", params=[1, 2])
def measured(request, tmp_path_factory):
    cases = random_cases(request.param)
    with with_facts(utc_town(tmp_path_factory.mktemp("town")), cases=cases) as store:
        return cases, processing.measure(store)


def same(row, expected):
    """Whether a row tells this time, or that it is not reached."""
    if expected is None:
        assert pd.isna(row["value"]) and row["note"] == "not_reached" and row["status"] == "measured"
    else:
        assert row["value"] == pytest.approx(expected)


PARTS = (("all", None), ("procedure=births", "births"), ("procedure=noise", "noise"))
SHARES = (("p50", Fraction(1, 2)), ("p80", Fraction(4, 5)), ("p90", Fraction(9, 10)))


def test_percentiles_follow_open_cases_and_let_earlier_ones_enter_late(measured):
    cases, found = measured
    for scope, procedure in PARTS:
        kept = spans(cases, procedure)
        for name, share in SHARES:
            row = one(found, f"processing.{name}", scope)
            same(row, reached(*curve(kept), share))
            assert (row["numerator"], row["denominator"]) == (sum(span[1] == "closed" for span in kept), len(kept))


def test_two_other_estimates_answer_what_if_none_left_and_how_long_those_take_that_end_closed(measured):
    cases, found = measured
    for scope, procedure in PARTS:
        kept, scoped = spans(cases, procedure), "" if scope == "all" else f";{scope}"
        told, grain = curve(kept)
        closed = among_closed(told, grain)
        for name, share in SHARES:
            same(one(found, f"processing.{name}", f"estimate=cause_specific{scoped}"), reached(*curve(kept, ("competing",)), share))
            if closed is None:
                assert f"estimate=closed{scoped}" not in set(found["scope"])
            else:
                same(one(found, f"processing.{name}", f"estimate=closed{scoped}"), reached(closed, grain, share))


def test_a_request_that_will_be_withdrawn_counts_until_it_is(tmp_path):
    """Without the twenty that are withdrawn on their fortieth day, half would be closed in ten days: with them in twenty."""
    closed = [lasting("01-10", days) for days in (10, 20) for _ in range(20)]
    withdrawn = [lasting("01-10", 40, end="withdrawn") for _ in range(20)]
    with with_facts(utc_town(tmp_path), cases=closed + withdrawn) as store:
        found = processing.times(store)
    assert one(found, "processing.p50")["value"] == 20.0
    assert one(found, "processing.p50")["denominator"] == 60
    assert one(found, "processing.p50", "estimate=closed")["value"] == 10.0
    assert pd.isna(one(found, "processing.p80")["value"])  # two in three are ever closed


def test_closings_by_a_tool_are_the_latest_that_requests_can_have_been_over(tmp_path):
    """Ten requests take a day each and twenty are closed in bulk after fifty, of which ten had their last step after four."""
    bulk = [lasting("01-10", 50, artefact="bulk_closing", case_id=str(number)) for number in range(20)]
    steps = [{"case_id": str(number), "activity": "Visite", "local": "2024-01-14"} for number in range(10)]
    with with_facts(utc_town(tmp_path), cases=[*bulk, *[lasting("01-10", 1)] * 10], case_events=steps) as store:
        found = processing.times(store)
    row = one(found, "processing.p80")
    assert row[["value", "low_definition", "high_definition"]].tolist() == [50.0, 4.0, 50.0]
    assert row["note"] == "at_most" and row["denominator"] == 30
    with with_facts(utc_town(tmp_path / "b"), cases=[lasting("01-10", 1)] * 10) as store:
        row = one(processing.times(store), "processing.p80")
    assert pd.isna(row["low_definition"]) and row["note"] == ""


def test_requests_opened_and_closed_in_one_instant_are_in_no_time_and_are_counted(tmp_path):
    at_once = [lasting("01-10", 0, artefact="typed_afterwards") for _ in range(60)]
    with with_facts(utc_town(tmp_path / "a"), cases=[*at_once, *[lasting("01-10", 6) for _ in range(20)]]) as store:
        row = one(processing.times(store), "processing.p50")
        assert (row["value"], row["denominator"]) == (6.0, 20)
        assert processing.typed_afterwards(store).to_dict("records") == [{"cases": 60, "closed": 80}]
    with with_facts(utc_town(tmp_path / "b"), cases=at_once) as store:
        row = one(processing.times(store), "processing.p50")
    assert (row["status"], row["note"]) == ("not_measurable", "typed_afterwards")


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
        drawn, found = processing.curve(store, "births"), processing.times(store)
    half = drawn[drawn["share"] >= 0.5 - 1e-9]["days"].min()
    assert half == one(found, "processing.p50", "procedure=births")["value"]
    assert drawn["days"].tolist() == pytest.approx([time for time, *_ in curve(spans(cases, "births"))[0]])
    assert drawn["at_risk"].max() <= len(spans(cases, "births"))


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
