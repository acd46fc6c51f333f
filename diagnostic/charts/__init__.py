"""Seaborn charts that carry their alternative text and their data, one picture per language."""

from diagnostic.charts import channels, chasers, data, opening, paths, peers, processing, reach, repeats, workload

__all__ = ["channels", "chasers", "data", "opening", "paths", "peers", "processing", "reach", "repeats", "workload"]
