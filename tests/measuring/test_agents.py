"""A figure about a team, a site or a slot needs five agents behind it."""

import math

import pytest

from diagnostic.measuring.agents import staffing
from diagnostic.measuring.rows import finish, value
from tests.questions.random_towns import one, open_town
from tests.towns import with_facts

STAFF = [
    {"site": "Mairie", "team": "Standard", "channel": "phone", "fte": 3.0},
    {"site": "Mairie", "team": "Standard", "channel": "phone", "fte": 2.0},
    {"site": "Annexe", "team": "Renfort", "channel": "phone", "fte": 1.5},
    {"site": "Mairie", "team": "Accueil", "channel": "counter", "fte": 4.9},
    {"site": "Annexe", "team": "Polyvalents", "channel": None, "fte": 6.0},
]


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    with with_facts(open_town(tmp_path_factory.mktemp("town")), staff=STAFF) as opened:
        yield opened


@pytest.mark.parametrize(
    ("indicator", "scope", "agents"),
    [
        ("processing.p50", "team=Standard", 5.0),
        ("processing.p50", "team=standard", 5.0),
        ("processing.p50", "team=Inconnue", 0.0),
        ("processing.p50", "site=Mairie", 9.9),
        ("reach.answer_rate_agent", "slot=18;weekday=1", 12.5),
        ("reach.answer_rate_agent", "site=Mairie", 5.0),
        ("counter.wait_p50", "site=Mairie", 4.9),
        ("counter.wait_p50", "site=Annexe", 6.0),
        ("processing.p50", "channel=counter;team=Accueil", 4.9),
        ("processing.p50", "channel=phone;team=Accueil", 0.0),
    ],
)
def test_the_agents_behind_a_figure_are_those_of_its_team_site_and_channel(store, indicator, scope, agents):
    assert staffing(store)(indicator, scope) == pytest.approx(agents)


def test_demand_supply_and_scopes_without_a_place_or_slot_ask_for_no_agents(store):
    behind = staffing(store)
    assert {
        behind("opening.weekly_hours", "site=Nulle part"),
        behind("volume.contacts", "slot=1"),
        behind("reach.wait_p50", "weekday=1"),
    } == {math.inf}


def test_five_agents_show_a_cell_and_fewer_or_unknown_ones_hide_it_and_say_so(store):
    cells = [value("reach.abandon_rate", 0.5, {"team": team}, group=900, parts=(450, 450)) for team in ("Standard", "Renfort", "Inconnue")]
    found = finish(store, [*cells, value("reach.abandon_rate", 0.5, group=900, parts=(450, 450))])
    assert one(found, "reach.abandon_rate", "team=Standard")["status"] == "measured"
    assert one(found, "reach.abandon_rate")["status"] == "measured"
    # the two others have fewer than five even together
    row = one(found, "reach.abandon_rate", "team=others")
    assert (row["status"], row["note"]) == ("suppressed", "few_agents")
    assert row[["value", "numerator", "low"]].isna().all()
    assert len(found) == 3


def test_a_town_without_a_staff_list_shows_no_team(tmp_path):
    with with_facts(open_town(tmp_path)) as store:
        found = finish(store, [value("processing.net_flow", 1.0, {"team": "Standard"}, group=900)])
    assert one(found, "processing.net_flow", "team=others")["status"] == "suppressed"
    assert len(found) == 1
