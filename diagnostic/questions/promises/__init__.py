"""Is what was promised kept: the announced time, the acknowledgement, an answer at all?"""

from diagnostic.questions.promises import findings
from diagnostic.questions.promises.measures import measure
from diagnostic.questions.promises.undecided import unconfirmed

__all__ = ["findings", "measure", "unconfirmed"]
