"""Seaborn charts that carry their alternative text and their data, one picture per language."""

from diagnostic.charts import channels, data, opening, peers, processing, reach, repeats

__all__ = ["channels", "data", "opening", "peers", "processing", "reach", "repeats"]
