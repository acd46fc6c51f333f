"""From indicator rows to findings: whether there is one, whom it concerns, how sure it is."""

from diagnostic.findings import calls, channels, chasers, data, opening, peers, processing, quality, reach, repeats, synthesis, workload

__all__ = ["calls", "channels", "chasers", "data", "opening", "peers", "processing", "quality", "reach", "repeats", "synthesis", "workload"]
