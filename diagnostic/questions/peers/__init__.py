"""Where the town's opening hours stand among the town halls of its size."""

from diagnostic.questions.peers import charts, findings
from diagnostic.questions.peers.measures import bounds, customs, measure, peers

__all__ = ["bounds", "charts", "customs", "findings", "measure", "peers"]
