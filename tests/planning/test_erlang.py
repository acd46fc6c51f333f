"""The formulas of Erlang against values computed twice elsewhere, and against their definition in exact fractions."""

from fractions import Fraction

import numpy as np
import pytest

from diagnostic.planning import erlang

HANDLING = 240


@pytest.mark.parametrize(("agents", "share"), [(3, 0.7022), (4, 0.3199), (5, 0.1304), (6, 0.0474)])
def test_the_share_that_waits_is_that_of_the_tables(agents, share):
    assert float(erlang.waits(2.5, agents)) == pytest.approx(share, abs=5e-5)


@pytest.mark.parametrize(
    ("calls", "agents", "level", "wait", "occupancy"),
    [(10, 2, 0.8509, 30.0, 0.33), (20, 3, 0.8427, 26.0, 0.44), (40, 5, 0.8669, 16.6, 0.53), (60, 7, 0.8948, 10.8, 0.57)],
)
def test_four_calls_in_five_within_twenty_seconds_take_the_agents_of_the_tables(calls, agents, level, wait, occupancy):
    load = erlang.load(calls, HANDLING)
    assert int(erlang.positions(calls, HANDLING)) == agents
    assert float(erlang.service_level(load, agents, HANDLING, 20)) == pytest.approx(level, abs=5e-5)
    assert float(erlang.mean_wait(load, agents, HANDLING)) == pytest.approx(wait, abs=0.05)
    assert float(load) / agents == pytest.approx(occupancy, abs=0.005)


def test_callers_who_may_give_up_do_so_as_the_tables_say():
    three, two = (erlang.impatient(erlang.load(40, HANDLING), agents, HANDLING, 120) for agents in (3, 2))
    assert float(three.gives_up) == pytest.approx(0.219, abs=5e-4)
    assert float(three.waits) == pytest.approx(0.443, abs=5e-4)
    assert float(two.gives_up) == pytest.approx(0.407, abs=5e-4)


def naive_waits(load, agents):
    """Erlang C from the states of the queue, in exact fractions."""
    weights, factorial = [], 1
    for k in range(agents):
        factorial *= max(k, 1)
        weights.append(load**k / factorial)
    last = load**agents / (factorial * agents) * agents / (agents - load)
    return last / (sum(weights) + last)


def naive_impatient(load, agents, leaving, states=400):
    """Erlang A from the balance of births and deaths, with so many states."""
    weights = [Fraction(1)]
    for k in range(1, states):
        weights.append(weights[-1] * load / (min(k, agents) + max(0, k - agents) * leaving))
    total = sum(weights)
    waiting = sum(weight * (k - agents) for k, weight in enumerate(weights) if k > agents) / total
    return sum(weights[agents:]) / total, leaving * waiting / load


@pytest.mark.parametrize("load", [Fraction(1, 10), Fraction(3, 2), Fraction(5, 2), Fraction(19, 4)])
def test_formulas_equal_the_exact_states_of_the_queue(load):
    for agents in range(int(load) + 1, 9):
        assert float(erlang.waits(float(load), agents)) == pytest.approx(float(naive_waits(load, agents)), rel=1e-12)
    for agents in (1, 2, 5):
        found = erlang.impatient(float(load), agents, 240, 180)
        share, lost = naive_impatient(load, agents, Fraction(4, 3))
        assert (float(found.waits), float(found.gives_up)) == pytest.approx((float(share), float(lost)), rel=1e-9)


def test_arrays_give_what_their_elements_give():
    loads, agents = np.array([0.5, 2.5, 7.0]), np.array([2, 4, 6])
    for function in (erlang.blocked, erlang.waits):
        assert function(loads, agents) == pytest.approx([float(function(a, n)) for a, n in zip(loads, agents, strict=True)])
    many = erlang.positions([0, 10, 20, 40, 60], HANDLING)
    assert many.tolist() == [0, 2, 3, 5, 7]


def test_one_agent_fewer_misses_the_target():
    calls = np.arange(1, 120, 7)
    needed = erlang.positions(calls, HANDLING, 0.8, 20)
    load = erlang.load(calls, HANDLING)
    assert (erlang.service_level(load, needed, HANDLING, 20) >= 0.8).all()
    assert (erlang.service_level(load, needed - 1, HANDLING, 20) < 0.8).all()


def test_a_queue_that_agents_cannot_carry_never_empties_unless_callers_give_up():
    assert float(erlang.waits(5.0, 4)) == 1
    assert np.isinf(erlang.mean_wait(5.0, 4, HANDLING))
    assert float(erlang.service_level(5.0, 4, HANDLING, 20)) == 0
    nobody = erlang.impatient(5.0, 0, HANDLING, 120)
    assert (float(nobody.waits), float(nobody.gives_up)) == (1, pytest.approx(1))
    assert float(nobody.mean_wait) == pytest.approx(120)


def test_nobody_waits_where_nobody_comes():
    assert float(erlang.service_level(0.0, 0, HANDLING, 20)) == 1
    assert float(erlang.impatient(0.0, 2, HANDLING, 120).gives_up) == 0
    assert int(erlang.positions(0, HANDLING)) == 0
