"""What the data show of themselves, with the trouble planted: found where it is, and not where it is not."""

import datetime as dt
import random

import pandas as pd
import pytest

from diagnostic.questions.quality import measures as quality
from tests.questions.random_towns import open_town
from tests.towns import with_facts

MONDAY = pd.Timestamp("2024-01-01")
HOURS = (9, 9, 10, 10, 10, 11, 11, 14, 14, 15, 16, 16)


def year(tmp_path, **settings):
    from diagnostic.engagement import Period

    period = Period(start=dt.date(2024, 1, 1), end=dt.date(2024, 12, 29), extract_date=dt.date(2025, 1, 5))
    return open_town(tmp_path, **({"period": period} | settings))


def calls(seed=1, per_week=60, source="appels", weeks=range(52), channel="phone", doubled=(), utc=False, topic=None):
    """Calls at office hours, in the weeks given, twice as many in the weeks `doubled`; with `utc`, stamped as their UTC hour."""
    rng = random.Random(seed)
    made = []
    for week in weeks:
        for _ in range(per_week * (2 if week in doubled else 1)):
            stamp = MONDAY + pd.Timedelta(days=7 * week + rng.randrange(5), hours=rng.choice(HOURS), minutes=rng.randrange(60))
            if utc:
                stamp = stamp.tz_localize("Europe/Paris").tz_convert("UTC").tz_localize(None)
            row = {"occurred_local": stamp.isoformat(), "channel": channel, "source": source, "outcome": "answered"}
            made.append(row | ({"topic": topic(rng)} if topic else {}))
    return made


def open_store(tmp_path, contacts, **tables):
    return with_facts(year(tmp_path), contacts=contacts, **tables)


def test_an_empty_fortnight_is_found_with_its_start_and_nothing_elsewhere(tmp_path):
    holed = calls(seed=2, source="courriels", channel="email", weeks=[week for week in range(52) if week not in (20, 21)])
    rare = calls(seed=3, per_week=1, source="courrier", channel="letter", weeks=range(0, 52, 3))
    ended = calls(seed=4, source="ancien", weeks=range(26))
    with open_store(tmp_path, calls() + holed + rare + ended) as store:
        found = quality.gaps(store)
    assert found.drop(columns="usual").values.tolist() == [["courriels", MONDAY + pd.Timedelta(weeks=20), 2]]
    assert found["usual"][0] == 60


def test_a_doubled_month_shows_as_a_step_up_and_a_step_down(tmp_path):
    with open_store(tmp_path, calls() + calls(seed=2, source="formulaires", channel="web_form", doubled=range(30, 34))) as store:
        found = quality.jumps(store)
    assert set(found["source"]) == {"formulaires"}
    assert sorted((week - MONDAY).days // 7 for week in found["week"]) == [30, 34]


def test_ordinary_weeks_and_small_counts_never_jump(tmp_path):
    rng = random.Random(9)
    small = [row for row in calls(seed=5, per_week=8, source="petit") if rng.random() < 0.6]
    with open_store(tmp_path, calls() + small) as store:
        assert quality.jumps(store).empty
        assert quality.gaps(store).empty


def test_a_source_recorded_in_utc_is_known_by_its_day_that_moves_with_the_clocks(tmp_path):
    with open_store(tmp_path, calls() + calls(seed=2, source="formulaires", channel="web_form", utc=True)) as store:
        found = quality.clock(store)
    assert found[["source", "doubt"]].values.tolist() == [["formulaires", "shift"]]
    assert abs(found["hours"][0]) == 1


def test_a_source_hours_away_from_its_peer_nights_and_midnights_are_doubted(tmp_path):
    def moved(rows, hours):
        return [row | {"occurred_local": (pd.Timestamp(row["occurred_local"]) + pd.Timedelta(hours=hours)).isoformat()} for row in rows]

    late = moved(calls(seed=2, source="mairie annexe", per_week=40), 2)
    nightly = moved(calls(seed=3, source="courriels", channel="email"), -9)
    midnights = [
        row | {"occurred_local": row["occurred_local"][:10] + "T00:00:00"} if at % 20 == 0 else row
        for at, row in enumerate(calls(seed=4, source="formulaires", channel="web_form"))
    ]
    with open_store(tmp_path, calls() + late + nightly + midnights) as store:
        found = quality.clock(store)
    assert set(zip(found["source"], found["doubt"], strict=True)) == {
        ("mairie annexe", "peers"),
        ("courriels", "night"),
        ("formulaires", "midnight"),
    }
    assert found.set_index("source")["share"]["formulaires"] == pytest.approx(0.05)
    assert found.set_index("source")["hours"]["mairie annexe"] == -2


def test_a_quarter_of_catch_all_topics_is_a_finding_about_the_source_that_has_them(tmp_path):
    vague = calls(seed=2, source="formulaires", topic=lambda rng: rng.choice(["Divers", "Voirie", "Crèche", "État civil"]))
    clear = calls(seed=3, topic=lambda rng: rng.choice(["Autre"] + ["Voirie"] * 5 + ["Autres actes d'état civil"] * 4))
    with open_store(tmp_path, vague + clear) as store:
        found = quality.catch_all(store)
    said = sum(row["topic"] == "Divers" for row in vague)
    assert found[["source", "topic", "numerator", "contacts"]].values.tolist() == [["formulaires", "Divers", said, len(vague)]]
    assert found["share"][0] == pytest.approx(said / len(vague)) and found["share"][0] > 0.2


def test_what_records_bear_is_counted_per_source(tmp_path):
    contacts = [
        {"occurred_local": "2024-02-01 09:00", "person": person, "topic": topic, "channel": "email", "source": "a"}
        for person, topic in [(1, "x"), (None, "x"), (None, None), (2, "x")]
    ]
    with open_store(tmp_path, contacts, tickets=[{"taken_local": "2024-02-01 09:00", "source": "t"}]) as store:
        found = quality.filled(store).set_index("source")
    assert found.loc["a", ["records", "person", "topic", "channel", "service"]].tolist() == [4, 0.5, 0.75, 1, 0]
    assert pd.isna(found.loc["t", "person"]) and found.loc["t", "channel"] == 1


def test_answered_calls_and_visits_while_closed_contradict_the_declared_hours_and_a_few_do_not(tmp_path):
    from diagnostic.engagement import Hours

    hours = (Hours(site="Mairie", channel="phone", rules="Mo-Fr 09:00-12:00,14:00-16:00"), Hours(site="Mairie", rules="Mo-Fr 09:00-16:00"))
    phone = calls(source="appels") + calls(seed=2, source="annexe", per_week=20)
    for row in phone:
        clock = pd.Timestamp(row["occurred_local"])
        if row["source"] == "annexe" and clock.hour == 16:
            row["outcome"] = "abandoned"
    refused = [row | {"source": "serveur", "outcome": "out_of_hours"} for row in calls(seed=3, per_week=10)]
    tickets = [
        {"site": "Mairie", "taken_local": f"2024-05-{day:02d} {hour}", "source": "file"}
        for day in range(6, 11)
        for hour in ("10:00", "17:00")
    ]
    with with_facts(year(tmp_path, hours=hours), contacts=phone + refused, tickets=tickets * 10) as store:
        found = quality.against_hours(store).set_index(["source", "sign"])
    stamps = pd.Series([pd.Timestamp(row["occurred_local"]) for row in phone if row["source"] == "appels"])
    closed = stamps.dt.hour.eq(16)
    assert set(found.index) == {("appels", "answered_closed"), ("serveur", "refused_open"), ("file", "counter_closed")}
    answered = found.loc[("appels", "answered_closed")]
    assert (answered["against"], answered["share"], answered["hour"]) == (closed.sum(), pytest.approx(closed.mean()), 16)
    assert found.loc[("file", "counter_closed"), "share"] == 0.5
    refused_closed = sum(pd.Timestamp(row["occurred_local"]).hour == 16 for row in refused)
    assert found.loc[("serveur", "refused_open"), "share"] == pytest.approx(1 - refused_closed / len(refused))
