"""From indicator rows to findings: whether there is one, whom it concerns, how sure it is."""

from diagnostic.findings import (
    calls,
    channels,
    chasers,
    data,
    flow,
    opening,
    peers,
    processing,
    promises,
    quality,
    reach,
    repeats,
    stages,
    synthesis,
    workload,
)

__all__ = [
    "calls",
    "channels",
    "chasers",
    "data",
    "flow",
    "opening",
    "peers",
    "processing",
    "promises",
    "quality",
    "reach",
    "repeats",
    "stages",
    "synthesis",
    "workload",
]
