"""Findings on a scenario: what the hours tried would change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from diagnostic.blocks import Finding, Message
from diagnostic.charts.best_week import place_word
from diagnostic.engagement import Engagement
from diagnostic.findings.judgement import source
from diagnostic.wording import Quantity

if TYPE_CHECKING:
    from diagnostic.measures.trial import Trial

FIGURES = "table:findings.trial"


def compared(trials: Sequence[Trial], engagement: Engagement) -> list[Finding]:
    """Each place whose outlook changes: hours, demand met and, by telephone, agent-hours and waits, today and with the hours tried."""
    return [_compared(trial, engagement) for trial in trials]


def _compared(trial: Trial, engagement: Engagement) -> Finding:
    values: dict[str, object] = {"place": place_word(trial.place)}
    for when, outlook in (("today", trial.today), ("then", trial.then)):
        values |= {
            f"hours_{when}": Quantity(outlook.hours, "hour_week", source=FIGURES),
            f"met_{when}": Quantity(outlook.met, "share", source=FIGURES),
        }
    values["agents"] = _agents(trial)
    return Finding(
        key="findings.trial",
        values=values,
        reliability="to_confirm",
        users=float(trial.place.contacts),
        gap=0.0,
        source=source({}, "contacts", engagement, "to_confirm"),
        section="access",
    )


def _agents(trial: Trial) -> Message:
    pairs = {"today": trial.today, "then": trial.then}
    if trial.then.agent_hours is None:
        return Message("findings.trial_no_agents")
    values = {f"agents_{when}": Quantity(one.agent_hours, "hour_week", source=FIGURES) for when, one in pairs.items()}
    if trial.then.wait_s is None:
        return Message("findings.trial_agents", values)
    values |= {f"wait_{when}": Quantity(one.wait_s, "second", source=FIGURES) for when, one in pairs.items()}
    values |= {f"lost_{when}": Quantity(one.gives_up, "share", source=FIGURES) for when, one in pairs.items()}
    return Message("findings.trial_waits", values)
