"""Is what was promised kept: the announced time, the acknowledgement, an answer at all?"""

from diagnostic.questions.promises import findings
from diagnostic.questions.promises.measures import measure

__all__ = ["findings", "measure"]
