"""From indicator rows to findings: whether there is one, whom it concerns, how sure it is."""

from diagnostic.findings import (
    calls,
    causes,
    channels,
    chasers,
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
    "calls",
    "causes",
    "channels",
    "chasers",
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
