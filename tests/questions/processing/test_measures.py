"""Processing times against loops over plain Python cases."""

import datetime as dt
import random
from fractions import Fraction

import pandas as pd
import pytest

from diagnostic.engagement import Hours, Parameters, Period, Promise
from diagnostic.questions import flow, promises
from diagnostic.questions.processing import measures as processing
from tests.questions.random_towns import counted, one, open_town
from tests.towns import with_facts

START, END = pd.Timestamp("2024-01-01"), pd.Timestamp("2024-04-01")
PERIOD = Period(start=dt.date(2024, 1, 1), end=dt.date(2024, 3, 31), extract_date=dt.date(2024, 4, 30))
EXTRACT = pd.Timestamp("2024-05-01")
# UTC keeps elapsed and local durations equal in these naive loops
TOWN = {"period": PERIOD, "promises": (Promise(procedure="births", days=10.0), Promise(procedure="permits", days=30.0))}


def random_cases(seed, count=120):
    rng, made = random.Random(seed), []
    for _ in range(count):
        opened = pd.Timestamp("2023-11-20") + pd.Timedelta(days=rng.randrange(130), hours=rng.randrange(24))
        closed = opened + pd.Timedelta(days=rng.choice([0, 3, 10, 10, 25, 30, 80]), hours=rng.choice([0, 0, 7]))
        end = rng.choice(["closed", "closed", "closed", "withdrawn", "transferred"])
        still_open = closed >= EXTRACT or rng.random() < 0.15
        made.append(
            {
                "opened_at": opened.isoformat(),
                "closed_at": None if still_open else closed.isoformat(),
                "end": None if still_open else end,
                "procedure": rng.choice(["births", "permits", "noise", None]),
            }
        )
    return made


def spans(cases, procedure=None):
    """(days, state, entry days, opened in the period) of the cohort: opened in the period, or open at its start."""
    kept = []
    for case in cases:
        if procedure and case["procedure"] != procedure:
            continue
        opened, closed = pd.Timestamp(case["opened_at"]), pd.Timestamp(case["closed_at"] or EXTRACT)
        state = "open" if not case["closed_at"] else "closed" if case["end"] == "closed" else "competing"
        if opened < END and (opened >= START or closed >= START):
            kept.append(
                ((closed - opened) / pd.Timedelta(days=1), state, max(0.0, (START - opened) / pd.Timedelta(days=1)), opened >= START)
            )
    return kept


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


def utc_town(folder, **settings):
    from diagnostic.engagement import Client

    return open_town(folder, **({"client": Client(name="Ville", timezone="UTC")} | TOWN | settings))


@pytest.fixture(scope="module", params=[1, 2])
def measured(request, tmp_path_factory):
    cases = random_cases(request.param)
    with with_facts(utc_town(tmp_path_factory.mktemp("town")), cases=cases) as store:
        return cases, pd.concat([question.measure(store) for question in (processing, flow, promises)])


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


def test_stock_holds_every_open_case_whenever_opened(measured):
    cases, found = measured
    ages = sorted((EXTRACT - pd.Timestamp(case["opened_at"])) / pd.Timedelta(days=1) for case in cases if not case["closed_at"])
    assert one(found, "processing.open_stock")["value"] == len(ages)
    assert one(found, "processing.open_age_p50")["value"] == pytest.approx(ages[(len(ages) + 1) // 2 - 1])


@pytest.mark.parametrize(
    ("extract", "last", "note"),
    [("2024-04-30", "2024-03-31", "nothing_opened_since"), ("2024-04-30", "2024-04-01", "opened_since"), ("2024-03-31", "2024-03-30", "")],
)
def test_a_stock_later_than_the_period_says_whether_it_holds_what_was_opened_since(tmp_path, extract, last, note):
    period = PERIOD.model_copy(update={"extract_date": dt.date.fromisoformat(extract)})
    cases = [{"opened_local": "2024-02-01 10:00", "closed_local": "2024-02-02 10:00"}, {"opened_local": f"{last} 23:30"}]
    with with_facts(utc_town(tmp_path, period=period), cases=cases) as store:
        assert one(flow.measure(store), "processing.open_stock")["note"] == note


def test_announced_time_is_kept_when_closed_at_its_last_instant(measured):
    cases, found = measured
    promised = {"births": 10, "permits": 30}
    closed = [
        (pd.Timestamp(case["closed_at"]) - pd.Timestamp(case["opened_at"]), promised[case["procedure"]])
        for case in cases
        if case["end"] == "closed" and case["procedure"] in promised and START <= pd.Timestamp(case["closed_at"]) < END
    ]
    kept = sum(elapsed <= pd.Timedelta(days=days) for elapsed, days in closed)
    assert counted(found, "processing.within_announced") == (kept, len(closed))
    assert any(elapsed == pd.Timedelta(days=days) for elapsed, days in closed)


def test_promise_kept_with_open_cases_is_the_incidence_at_the_promise(measured):
    cases, found = measured
    kept = spans(cases, "births")
    alive, incidence = 1.0, 0.0
    for time in sorted({span[0] for span in kept if span[0] <= 10}):
        at_risk = [span for span in kept if span[2] <= time <= span[0]]
        incidence += alive * sum(span[0] == time and span[1] == "closed" for span in at_risk) / len(at_risk)
        alive *= 1 - sum(span[0] == time and span[1] != "open" for span in at_risk) / len(at_risk)
    assert one(found, "processing.within_announced_km", "procedure=births")["value"] == pytest.approx(incidence)


def test_net_flow_sets_openings_against_closures_of_the_period(measured):
    cases, found = measured
    opened = sum(START <= pd.Timestamp(case["opened_at"]) < END for case in cases)
    closed = sum(case["end"] == "closed" and START <= pd.Timestamp(case["closed_at"]) < END for case in cases)
    assert counted(found, "processing.net_flow") == (opened, closed)


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
    hidden = one(found, "processing.p50", "procedure=few")  # twenty-seven
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
