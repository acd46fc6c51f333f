"""An engagement ready for questions: its settings, and its store up to date with its files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from diagnostic import lock, steps, wording
from diagnostic.disk import private_folder
from diagnostic.engagement import Engagement, Parameters, language, problems
from diagnostic.errors import Problem, UserError, or_nearest, shown
from diagnostic.intake import inputs, retention
from diagnostic.intake.identity import sensitive
from diagnostic.steps import Step
from diagnostic.store import counting
from diagnostic.store.engine import SETTLED, Store
from diagnostic.store.settings import settings_row
from diagnostic.wording import Word

# the rooms whose code decides what is measured
MEASURING = ("questions", "measuring", "indicators", "planning", "statistics", "store", "calendar", "engagement", "schema.py")


@dataclass(frozen=True)
class Town:
    """What a notebook asks its questions of."""

    engagement: Engagement
    store: Store

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the report, the client's own first."""
        return self.engagement.client.languages

    @property
    def notebooks(self) -> Path:
        """The folder of executed notebooks."""
        return self.engagement.executed


def open_engagement(folder: str | Path = ".", **parameters: Any) -> Town:
    """The engagement of a folder, its files taken in and its facts derived where that is not yet done.

    `parameters` replace those of `engagement.yml`; None keeps what it says. UserError for anything wrong in the folder or in a parameter.
    """
    if not isinstance(folder, (str, Path)):
        raise UserError(Problem("run.parameter", {"name": "engagement", "value": shown(folder), "expected": Word("engagement.kinds.text")}))
    try:
        engagement = Engagement.load(folder)
    except UserError:
        wording.display_language.set(language(Path(folder)))
        raise
    wording.display_language.set(engagement.client.languages[0])
    chosen = with_parameters(engagement, parameters)
    prepare(engagement)  # as engagement.yml says: the store is shared by notebooks that may each choose their own parameters
    settle(chosen)
    return Town(chosen, Store.open(chosen.store, settings_row(chosen)))


def with_parameters(engagement: Engagement, wanted: dict[str, Any]) -> Engagement:
    """The engagement with some of its parameters replaced. UserError that names each wrong one, its value and what is expected."""
    chosen = {name: value for name, value in wanted.items() if value is not None}
    if not chosen:
        return engagement
    try:
        parameters = Parameters.model_validate({**engagement.parameters.model_dump(), **chosen})
    except ValidationError as error:
        raise UserError([_problem(dict(item), chosen) for item in error.errors(include_url=False)]) from None
    return engagement.model_copy(update={"parameters": parameters})


def prepare(engagement: Engagement, progress: Callable[[str], None] = lambda step: None) -> None:
    """Take the files in, derive the facts, draw or read back the sample to code, judge what the data allow, each where it is not yet done.

    `progress` hears `intake` and `facts` before. UserError as `derive` raises it, and where there is something to do and another command
    is at work in the folder.
    """
    from diagnostic import coding

    if not _ready(engagement):
        with lock.alone(engagement.folder):
            derive(engagement, progress)
            coding.settle(engagement)
            if not steps.done(_judgement(engagement)):
                judge(engagement)


def _ready(engagement: Engagement) -> bool:
    """Whether nothing is left to do: a notebook then reads what a run that goes on has prepared."""
    from diagnostic import coding
    from diagnostic.store import facts

    made = all(steps.done(step) for step in (facts.step(engagement), _judgement(engagement)))
    return made and inputs.taken_in(engagement) and coding.settled(engagement)


def settle(engagement: Engagement, progress: Callable[[str], None] = lambda step: None) -> None:
    """Measure everything and settle what of it may be read, where that is not yet done with the parameters of this engagement.

    `progress` hears `indicators` before. The facts are derived already.
    """
    from diagnostic import questions
    from diagnostic.store import facts

    step = measures(engagement)
    if not steps.done(step):
        progress("indicators")
        steps.forget(step)
        with Store.open(engagement.store, settings_row(engagement)) as store:
            if facts.few(store):  # two queries at a time; of many rows the engine divides each
                store.one_thread()
                questions.settle(store, store.beside())
            else:
                questions.settle(store)
        steps.record(step)


def measures(engagement: Engagement) -> Step:
    """What may be read: from the tables as they are and the settings, of which its name is made, to a table of its own."""
    from diagnostic.measuring.rows import settled
    from diagnostic.store import facts

    table = settled(settings_row(engagement))
    outputs = {engagement.store / f"{table}.parquet": ""}
    return Step(engagement.folder, table, facts.contents(engagement), steps.code(*MEASURING), outputs)


def keep_measures(asked: Sequence[Engagement]) -> None:
    """Remove what was measured with other parameters than these, those of one mission in all that a run asks for.

    A notebook that chooses others in a cell of its own has them measured again when it is executed again.
    """
    from diagnostic.measuring.rows import settled

    engagement, kept = asked[0], {settled(settings_row(one)) for one in asked}
    for path in engagement.store.glob(f"{SETTLED}*.parquet"):
        if path.stem not in kept:
            steps.forget(Step(engagement.folder, path.stem))
            with suppress(PermissionError):  # a notebook that is open reads it, and the computer keeps it: the next run removes it
                path.unlink(missing_ok=True)


def judge(engagement: Engagement) -> list[Path]:
    """Add to the ledger which indicators the data allow, by the rule of the measures, and write the working papers: where they are."""
    from diagnostic import papers
    from diagnostic.measuring.readiness import present, readiness

    step = _judgement(engagement)
    steps.forget(step)
    with Store.open(engagement.store, settings_row(engagement)) as store:
        inputs.add_judgement(engagement, readiness(present(store)), counting.counted(store))
    written = papers.write(engagement)
    steps.record(replace(step, outputs=dict.fromkeys(written, "")))
    return written


def alert(engagement: Engagement) -> list[Path]:
    """Write the confidential note on legal times that nobody confirmed, where it has something to say: where it is."""
    from diagnostic import papers
    from diagnostic.questions import promises

    with Store.open(engagement.store, settings_row(engagement)) as store:
        return papers.write_alert(engagement, promises.unconfirmed(store).to_dict("records"))


def _judgement(engagement: Engagement) -> Step:
    from diagnostic import coding
    from diagnostic.store import facts

    coded = str(coding.table(engagement).is_file())
    entered = {"intake": inputs.step(engagement).version, "facts": facts.step(engagement).version, "coded": coded}
    entered |= steps.hashed(engagement.parts(("brand", "to_confirm")))
    return Step(engagement.folder, "papers", entered, steps.kit())


def derive(engagement: Engagement, progress: Callable[[str], None] = lambda step: None) -> None:
    """Take the files in and derive the facts where it is not yet done. UserError where the files tell of other days than the period."""
    from diagnostic import coding
    from diagnostic.store import facts

    take_in(engagement, progress)
    coding.drop_damaged(engagement)
    step = facts.step(engagement)
    if not steps.done(step):
        progress("facts")
        steps.forget(step)
        for path in step.outputs:  # a damaged one would not even open
            path.unlink(missing_ok=True)
        facts.derive(engagement)
        steps.record(steps.sealed(step))
    with Store.open(engagement.store, settings_row(engagement)) as store:
        coverage = facts.coverage(store)
    if coverage and not coverage.in_period:
        period = {"start": engagement.period.start.isoformat(), "end": engagement.period.end.isoformat()}
        raise UserError(Problem("run.period_empty", period | {"first": coverage.first, "last": coverage.last}))


def doubts(engagement: Engagement) -> list[Problem]:
    """What stops nothing and is most likely a mistake, or late, of an engagement whose facts are derived."""
    from diagnostic.store import promises

    said = list(retention.late(engagement, dt.date.today()))
    if engagement.retention.calls_months:
        said += retention.refused(engagement, inputs.ledger(engagement))
    if engagement.perimeter.sensitive:
        said += sensitive.unknown(inputs.ledger(engagement))
    if engagement.promises:
        with Store.open(engagement.store, settings_row(engagement)) as store:
            said += promises.unmatched(store, engagement)
    return said


def take_in(engagement: Engagement, progress: Callable[[str], None] = lambda step: None) -> None:
    """Take the files in where they, `engagement.yml` or the kit changed since, or what was made of them is damaged."""
    from diagnostic import intake

    private_folder(engagement.folder / "work")
    if not inputs.taken_in(engagement):
        progress("intake")
        for name in ("papers", "intake"):  # what was judged is in the ledger too
            steps.forget(Step(engagement.folder, name))
        intake.take(engagement)
        steps.record(steps.sealed(inputs.step(engagement)))  # its tables are there now


def _problem(item: dict[str, Any], wanted: dict[str, Any]) -> Problem:
    name, kind = str(item["loc"][0]), str(item["type"])
    value = shown(wanted.get(name))
    if kind == "extra_forbidden":
        return Problem(*or_nearest("run.unknown_parameter", name, Parameters.model_fields))
    if kind in problems.LIMITS:
        bound, limit = problems.LIMITS[kind]
        return Problem(f"run.parameter_{limit}", {"name": name, "value": value, "limit": item["ctx"][bound]})
    expected = problems.KINDS.get(kind.removesuffix("_type"), "number")
    return Problem("run.parameter", {"name": name, "value": value, "expected": Word(f"engagement.kinds.{expected}")})
