"""How sure a figure is: over weeks in order, by person, of true samples; and times to an end that some cases have not reached yet."""

from diagnostic.statistics.estimate import CONFIDENCE, IDENTITY, LOG, LOGIT, Estimate, Interval, bounded, wilson
from diagnostic.statistics.persons import LEAST_CLUSTERS, bootstrap, interval, resample
from diagnostic.statistics.survival import Survival, survival
from diagnostic.statistics.weeks import LEAST_WEEKS, YEAR_OF_WEEKS, Weeks

__all__ = [
    "CONFIDENCE",
    "IDENTITY",
    "LEAST_CLUSTERS",
    "LEAST_WEEKS",
    "LOG",
    "LOGIT",
    "YEAR_OF_WEEKS",
    "Estimate",
    "Interval",
    "Survival",
    "Weeks",
    "bootstrap",
    "bounded",
    "interval",
    "resample",
    "survival",
    "wilson",
]
