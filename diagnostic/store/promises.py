"""The promises of `engagement.yml` that no procedure of the data answers to."""

from __future__ import annotations

from diagnostic.engagement import Engagement
from diagnostic.errors import Problem, nearest, written
from diagnostic.store.engine import Store


def unmatched(store: Store, engagement: Engagement) -> list[Problem]:
    """Each promise whose procedure is that of no case and of no contact: it would be as if nothing were announced.

    No mistake is sure: a charter may promise what nobody asked for. Nothing is said while the files name no procedure.
    """
    names = store.query(
        """select procedure as name from cases where procedure is not null
           union select topic from contacts where topic is not null"""
    )
    known = sorted(map(str, names["name"]))
    known_lower = {name.lower() for name in known}
    return [
        _unknown(written(("promises", position, "procedure")), promise.procedure, known)
        for position, promise in enumerate(engagement.promises)
        if known and promise.procedure.lower() not in known_lower
    ]


def _unknown(place: str, name: str, known: list[str]) -> Problem:
    near = nearest(name, known)
    return Problem(f"engagement.promise_{'near' if near else 'alone'}", {"place": place, "name": name, "near": near})
