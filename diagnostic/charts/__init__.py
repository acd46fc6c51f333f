"""Seaborn charts that carry their alternative text and their data, one picture per language."""

from diagnostic.charts import (
    best_week,
    causes,
    channels,
    chasers,
    data,
    flow,
    opening,
    paths,
    peers,
    portfolio,
    processing,
    reach,
    repeats,
    staffing,
    stages,
    workload,
)

__all__ = [
    "best_week",
    "causes",
    "channels",
    "chasers",
    "data",
    "flow",
    "opening",
    "paths",
    "peers",
    "portfolio",
    "processing",
    "reach",
    "repeats",
    "staffing",
    "stages",
    "workload",
]
