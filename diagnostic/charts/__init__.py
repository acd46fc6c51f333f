"""Seaborn charts that carry their alternative text and their data, one picture per language."""

from diagnostic.charts import channels, chasers, data, flow, opening, paths, peers, processing, reach, repeats, stages, workload

__all__ = ["channels", "chasers", "data", "flow", "opening", "paths", "peers", "processing", "reach", "repeats", "stages", "workload"]
