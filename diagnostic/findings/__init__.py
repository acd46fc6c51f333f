"""From indicator rows to findings: whether there is one, whom it concerns, how sure it is."""

from diagnostic.findings import channels, data, opening, peers, processing, quality, reach, repeats, synthesis, workload

__all__ = ["channels", "data", "opening", "peers", "processing", "quality", "reach", "repeats", "synthesis", "workload"]
