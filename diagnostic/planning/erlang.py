"""How many agents a flow of calls or visits takes: the formulas of Erlang, over arrays.

`load` is in erlangs: arrivals per hour x hours of handling. Erlang C supposes that nobody hangs up, and so asks for more agents than
Erlang A, in which callers give up after a time of mean `patience_s`. Both suppose arrivals at random: not appointments.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
HOUR = 3600
_NEGLIGIBLE = 1e-15


def load(arrivals_per_hour: ArrayLike, handling_s: ArrayLike) -> Floats:
    """The load of a flow, in erlangs: the mean number of agents that it keeps busy."""
    return np.asarray(np.asarray(arrivals_per_hour, float) * np.asarray(handling_s, float) / HOUR)


def blocked(load: ArrayLike, agents: ArrayLike) -> Floats:
    """Erlang B: the share of arrivals that find every agent busy when nobody waits."""
    load, agents = np.broadcast_arrays(np.asarray(load, float), np.asarray(agents))
    share = np.ones(load.shape)
    for k in range(1, int(agents.max(initial=0)) + 1):
        share = np.where(k <= agents, load * share / (k + load * share), share)
    return share


def waits(load: ArrayLike, agents: ArrayLike) -> Floats:
    """Erlang C: the share of arrivals that wait; all of them where the load is more than the agents can carry."""
    load, agents = np.broadcast_arrays(np.asarray(load, float), np.asarray(agents))
    share = blocked(load, agents)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(load < agents, agents * share / (agents - load * (1 - share)), np.where(load > 0, 1.0, 0.0))


def service_level(load: ArrayLike, agents: ArrayLike, handling_s: ArrayLike, within_s: ArrayLike) -> Floats:
    """Erlang C: the share of arrivals that wait no longer than `within_s`."""
    load, agents = np.broadcast_arrays(np.asarray(load, float), np.asarray(agents))
    handling = np.maximum(np.asarray(handling_s, float), _NEGLIGIBLE)
    spare = np.maximum(agents - load, 0.0)
    level = 1 - waits(load, agents) * np.exp(-spare * np.asarray(within_s, float) / handling)
    return np.where((load < agents) | (load <= 0), level, 0.0)


def mean_wait(load: ArrayLike, agents: ArrayLike, handling_s: ArrayLike) -> Floats:
    """Erlang C: the mean wait in seconds of all arrivals; infinite where the load is more than the agents can carry."""
    load, agents = np.broadcast_arrays(np.asarray(load, float), np.asarray(agents))
    with np.errstate(divide="ignore", invalid="ignore"):
        wait = waits(load, agents) * np.asarray(handling_s, float) / (agents - load)
    return np.where(load <= 0, 0.0, np.where(load < agents, wait, np.inf))


def positions(arrivals_per_hour: ArrayLike, handling_s: ArrayLike, target: float = 0.8, within_s: float = 20) -> NDArray[np.int64]:
    """The fewest agents with whom at least the share `target` of arrivals waits no longer than `within_s`; none without arrivals."""
    if not 0 <= target < 1:
        raise ValueError("a target is a share under 1: no number of agents answers every call at once")
    flow, handling = np.broadcast_arrays(load(arrivals_per_hour, handling_s), np.asarray(handling_s, float))
    agents = np.where(flow > 0, np.floor(flow).astype(np.int64) + 1, 0)
    short = (flow > 0) & (service_level(flow, agents, handling, within_s) < target)
    while short.any():
        agents = agents + short
        short &= service_level(flow, agents, handling, within_s) < target
    return agents


@dataclass(frozen=True)
class Impatient:
    """What callers who may give up go through, over arrays: the shares that wait and give up, the mean wait of all in seconds."""

    waits: Floats
    gives_up: Floats
    mean_wait: Floats


def impatient(load: ArrayLike, agents: ArrayLike, handling_s: float, patience_s: float) -> Impatient:
    """Erlang A, with or without an agent: arrivals wait, and give up after an exponential time of mean `patience_s`.

    `tail` is the weight of the states in which one waits or more, against the state in which every agent is busy and nobody waits.
    """
    load, agents = np.broadcast_arrays(np.asarray(load, float), np.asarray(agents))
    leaving = handling_s / patience_s
    weight, tail, queue, waiting = np.ones(load.shape), np.zeros(load.shape), np.zeros(load.shape), 0
    while (weight > _NEGLIGIBLE * (1 + tail)).any():
        waiting += 1
        weight = weight * load / (agents + waiting * leaving)
        tail, queue = tail + weight, queue + waiting * weight
    full = blocked(load, agents)
    share = full / (1 + full * tail)
    with np.errstate(divide="ignore", invalid="ignore"):
        wait = np.where(load > 0, share * queue / load, 0.0)
    return Impatient(np.where(load > 0, share * (1 + tail), 0.0), wait * leaving, wait * handling_s)
