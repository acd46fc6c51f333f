"""From indicator rows to findings: whether there is one, whom it concerns, how sure it is."""

from diagnostic.findings import (
    best_week,
    calls,
    causes,
    channels,
    chasers,
    counter,
    data,
    opening,
    peers,
    portfolio,
    processing,
    quality,
    reach,
    repeats,
    synthesis,
    workload,
)

__all__ = [
    "best_week",
    "calls",
    "causes",
    "channels",
    "chasers",
    "counter",
    "data",
    "opening",
    "peers",
    "portfolio",
    "processing",
    "quality",
    "reach",
    "repeats",
    "synthesis",
    "workload",
]
