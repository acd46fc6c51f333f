"""Seaborn charts that carry their alternative text and their data, one picture per language."""

from diagnostic.charts import (
    best_week,
    causes,
    channels,
    chasers,
    data,
    opening,
    paths,
    peers,
    portfolio,
    processing,
    reach,
    repeats,
    workload,
)

__all__ = [
    "best_week",
    "causes",
    "channels",
    "chasers",
    "data",
    "opening",
    "paths",
    "peers",
    "portfolio",
    "processing",
    "reach",
    "repeats",
    "workload",
]
