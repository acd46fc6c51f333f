"""Where a town stands among town halls, against counting one by one."""

import pandas as pd
import pytest

from diagnostic.engagement import Client, Hours
from diagnostic.questions.peers import measures as peers
from diagnostic.questions.peers import town_halls
from tests.questions.random_towns import one, open_town
from tests.towns import with_facts

NAME = "opening.peer_percentile"


def measured(tmp_path, *hours: Hours, population: int | None = 75_000, holidays: str = "FR"):
    client = Client(name="Ville", population=population, holidays=holidays)
    return with_facts(open_town(tmp_path, hours=hours, client=client), contacts=[{"occurred_local": "2024-02-05 10:00"}])


def walked(minutes: float, stratum: str) -> tuple[float, int]:
    """Below and half of the ties, one town hall after another."""
    points, count = 0.0, 0
    for line in town_halls.FILE.read_text("utf-8").splitlines():
        if line.startswith(f"{stratum},"):
            weekly, halls = map(int, line.split(",")[1:3])
            for _ in range(halls):
                points += 1 if weekly < minutes else 0.5 if weekly == minutes else 0
                count += 1
    return points / count, count


@pytest.mark.parametrize(
    "rules", ["Mo-Fr 09:00-12:00,14:00-17:00; PH off", "Mo-Fr 08:30-12:00,13:30-17:30; PH off", "Mo 09:00-10:00; PH off"]
)
def test_the_share_is_of_peers_below_and_half_of_those_as_long(tmp_path, rules):
    hours = {"Mo-Fr 09:00-12:00,14:00-17:00; PH off": 30, "Mo-Fr 08:30-12:00,13:30-17:30; PH off": 37.5, "Mo 09:00-10:00; PH off": 1}
    with measured(tmp_path, Hours(site="Mairie", rules=rules)) as store:
        row = one(peers.measure(store), NAME)
    share, count = walked(hours[rules] * 60, "<100000")
    assert (row["value"], row["denominator"], row["origin"]) == (pytest.approx(share), count, "declared")
    assert row["numerator"] == pytest.approx(share * count)


def test_all_counters_are_compared_together_and_each_alone_but_no_telephone_and_no_appointment(tmp_path):
    hours = (
        Hours(site="Mairie", rules="Mo-Fr 09:00-12:00; PH off"),
        Hours(site="Annexe", rules="Mo-Fr 11:00-16:00; PH off"),
        Hours(site="Mairie", channel="phone", rules="24/7"),
        Hours(site="Mairie", rules="Mo-Fr 18:00-20:00; PH off", appointment_only=True),
    )
    with measured(tmp_path, *hours) as store:
        rows = peers.measure(store)
    assert set(rows["scope"]) == {"all", "channel=counter;site=Mairie", "channel=counter;site=Annexe"}
    for scope, weekly in (("all", 35), ("channel=counter;site=Mairie", 15), ("channel=counter;site=Annexe", 25)):
        assert one(rows, NAME, scope)["value"] == pytest.approx(walked(weekly * 60, "<100000")[0])


@pytest.mark.parametrize(
    ("population", "stratum", "bounds"),
    [
        (499, "<500", (None, 500)),
        (500, "<2000", (500, 2_000)),
        (9_999, "<10000", (2_000, 10_000)),
        (10_000, "<20000", (10_000, 20_000)),
        (99_999, "<100000", (50_000, 100_000)),
        (100_000, ">=100000", (100_000, None)),
    ],
)
def test_a_town_belongs_to_the_stratum_that_begins_with_its_population(tmp_path, population, stratum, bounds):
    with measured(tmp_path, Hours(site="Mairie", rules="Mo-Fr 09:00-12:00; PH off"), population=population) as store:
        assert peers.bounds(store) == bounds
        assert one(peers.measure(store), NAME)["denominator"] == walked(0, stratum)[1]


def test_a_counter_that_never_opens_is_compared_with_nobody(tmp_path):
    with measured(tmp_path, Hours(site="Mairie", rules="Mo 09:00-12:00; PH off"), Hours(site="Annexe", rules="off")) as store:
        assert "channel=counter;site=Annexe" not in set(peers.measure(store)["scope"])


@pytest.mark.parametrize(
    ("population", "holidays", "note"), [(None, "FR", "missing: client.population"), (75_000, "CA-QC", "french_peers_only")]
)
def test_a_town_of_unknown_size_or_of_another_country_is_not_compared(tmp_path, population, holidays, note):
    with measured(tmp_path, Hours(site="Mairie", rules="Mo 09:00-12:00"), population=population, holidays=holidays) as store:
        row = one(peers.measure(store), NAME)
        assert (row["status"], row["note"]) == ("not_measurable", note)
        assert len(peers.customs(store)) == 3


def test_saturdays_lunches_and_evenings_are_those_of_any_week_of_term(tmp_path):
    hours = (
        Hours(site="Mairie", rules="Mo-Fr 09:00-13:00,13:15-18:00; Sa[1] 09:00-12:00; PH off"),
        Hours(site="Annexe", rules="Tu 12:30-13:30; PH off", valid_to=None),
    )
    with measured(tmp_path, *hours) as store:
        customs = peers.customs(store).set_index("habit")
    assert customs["here"].to_dict() == {"saturday": True, "lunch": True, "evening": False}
    table = pd.read_csv(town_halls.FILE, comment="#")
    stratum = table[table["stratum"] == "<100000"]
    assert customs["share"].to_dict() == {
        name: pytest.approx(stratum[name].sum() / stratum["town_halls"].sum()) for name in ("saturday", "lunch", "evening")
    }


def test_reducing_drops_what_is_said_twice_what_has_no_length_and_what_is_no_commune():
    def hall(kind, population, *ranges):
        return {"type": kind, "population": population, "mairie_horaires_json": str([list(one) for one in ranges]).replace("'", '"')}

    morning, through = ["09:00:00", "12:00:00"], ["12:00:00", "18:30:00"]
    frame = pd.DataFrame(
        [
            hall("COM", "300", ("lundi", "mardi", [morning]), ("lundi", "", [morning, ["14:00:00", "14:00:00"]])),
            hall("COM", "600", ("samedi", "samedi", [morning]), ("lundi", "lundi", [morning, through, ["11:00:00", "13:00:00"]])),
            hall("ARM", "120000", ("vendredi", "vendredi", [through])),
            hall("COM", "700", ("lundi", "lundi", [["09:00:00", "09:00:00"]])),
            hall("COMD", "300", ("lundi", "lundi", [morning])),
            hall("COM", "NA", ("lundi", "lundi", [morning])),
        ]
    )
    assert dict(town_halls.reduced(frame)) == {
        ("<500", 360, False, False, False): 1,
        ("<2000", 750, True, True, True): 1,
        (">=100000", 390, False, True, True): 1,
    }


def test_half_of_the_peers_open_at_most_the_median(tmp_path):
    with measured(tmp_path, Hours(site="Mairie", rules="Mo 09:00-12:00"), population=4_500) as store:
        half = peers.median(peers.peers(store))
    weeks = sorted(
        int(line.split(",")[1])
        for line in town_halls.FILE.read_text("utf-8").splitlines()
        if line.startswith("<10000,")
        for _ in range(int(line.split(",")[2]))
    )
    assert half == weeks[(len(weeks) - 1) // 2] / 60
