"""The commands: what a consultant types. Results on standard output, progress and advice on the other."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from diagnostic import __version__, lock, memory, progress, refusals, unchanged, wording
from diagnostic.cli import display, fault, help_page
from diagnostic.cli.help_page import plain
from diagnostic.errors import Problem, UserError

if TYPE_CHECKING:
    from diagnostic.engagement import Engagement

HELP = help_page.texts(wording.spoken())
FOLDER = help_page.Place(path_type=Path)


def _keep_to(context: click.Context, option: click.Parameter, size: str | None) -> None:
    if size is not None:
        memory.ask(size)


def _be_quiet(context: click.Context, option: click.Parameter, asked: bool) -> None:
    _display.get().quiet = asked


def _keep_log(context: click.Context, option: click.Parameter, asked: bool) -> None:
    if asked:
        _display.get().log = display.Log(context.info_name or "")


QUIET = click.option("--quiet", is_flag=True, expose_value=False, callback=_be_quiet, help=HELP["quiet"])
VERBOSE = click.option("--verbose", is_flag=True, expose_value=False, callback=_keep_log, help=HELP["verbose"])
MEMORY = click.option("--memory", metavar="SIZE", expose_value=False, callback=_keep_to, help=HELP["memory"])

_said: ContextVar[unchanged.Said | None] = ContextVar("said", default=None)
_display: ContextVar[display.Display] = ContextVar("display")


@click.group(cls=help_page.Commands, help=HELP["diagnostic"])
@click.version_option(__version__, prog_name="diagnostic", message="%(prog)s %(version)s", help=HELP["version"])
def commands() -> None:
    """The group that all commands belong to."""


@commands.command(cls=help_page.Command, help=HELP["demo"])
@click.argument("folder", type=FOLDER, default=Path("demo-town"), metavar="[DIR]")
@QUIET
@VERBOSE
def demo(folder: Path) -> int:
    from diagnostic.cli import samples

    tell("cli.demo_again" if samples.is_demo(folder) else "cli.demo", folder=str(folder.resolve()))
    samples.copy_demo(folder)
    _speak(folder)
    return _run_and_report(folder)


@commands.command(cls=help_page.Command, help=HELP["new"])
@click.argument("folder", type=FOLDER, metavar="DIR")
@click.option("--from", "files", type=FOLDER, multiple=True, metavar="FILE...", help=HELP["from"])
@click.argument("more", type=FOLDER, nargs=-1, metavar="")
@MEMORY
@QUIET
def new(folder: Path, files: Sequence[Path], more: Sequence[Path]) -> int:
    from diagnostic.cli import starting

    if files or more:
        _began("intake")
    started = starting.start(folder, [*files, *more], wording.display_language.get(), _answer if sys.stdin.isatty() else None)
    for problem in started.messages:
        tell_problem(problem)
    for path in started.written:
        _give(str(path.resolve()))
    return started.exit_code


@commands.command(cls=help_page.Command, help=HELP["check"])
@click.argument("folder", type=FOLDER, metavar="DIR")
@click.option("--sample", is_flag=True, help=HELP["sample"])
@MEMORY
@QUIET
@VERBOSE
def check(folder: Path, sample: bool) -> int:
    from diagnostic import checking

    _speak(folder)
    checked = checking.check(folder, sample, _began)
    for problem in checked.doubts:
        _say(problem)
    _give(plain(checked.text(wording.display_language.get())))
    _say(Problem("cli.check.papers"))
    for path in checked.papers:
        _give(str(path.resolve()))
    code = int(bool(checked.ledger["problems"]))
    if not sample:  # its rows are kept nowhere
        _remember(code)
    return code


@commands.command(cls=help_page.Command, help=HELP["run"])
@click.argument("folder", type=FOLDER, metavar="DIR")
@click.option("--only", multiple=True, metavar="NN", help=HELP["only"])
@click.option("-p", "parameters", multiple=True, metavar="name=value", help=HELP["parameter"])
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help=HELP["jobs"])
@click.option("--strict", is_flag=True, help=HELP["strict"])
@click.option("--fresh", is_flag=True, help=HELP["fresh"])
@MEMORY
@QUIET
@VERBOSE
def run(folder: Path, only: Sequence[str], parameters: Sequence[str], jobs: int | None, strict: bool, fresh: bool) -> int:
    _speak(folder)
    return _run_and_report(folder, only=only, parameters=_pairs(parameters), jobs=jobs, strict=strict, fresh=fresh)


@commands.command(cls=help_page.Command, help=HELP["report"])
@click.argument("folder", type=FOLDER, metavar="DIR")
@QUIET
def report(folder: Path) -> int:
    from diagnostic.engagement import Engagement
    from diagnostic.intake import inputs
    from diagnostic.run import plan

    _speak(folder)
    engagement = Engagement.load(folder)
    if (engagement.folder / "work" / "intake.json").exists() and not inputs.legible(engagement):
        from diagnostic import town

        town.prepare(engagement, _began)
    stale = plan.stale(engagement)
    if stale:
        tell("cli.stale", notebooks=stale, folder=str(folder))
    code = _report(engagement)
    if not stale:
        _remember(code, lambda: _is_written(engagement))
    return code


@commands.command(cls=help_page.Command, help=HELP["close"])
@click.argument("folder", type=FOLDER, metavar="DIR")
@click.option("--yes", is_flag=True, help=HELP["yes"])
def close(folder: Path, yes: bool) -> int:
    from diagnostic import closing

    _speak(folder)
    mission = closing.Mission.at(folder)
    if not mission.over:
        for problem in mission.told:
            tell_problem(problem)
        if not yes and not mission.is_named(_typed(Problem("closing.confirm", {"name": mission.folder.name}))):
            raise UserError(Problem("closing.unconfirmed", {"name": mission.folder.name}))
    closed = closing.close(folder)
    for problem in closed.problems:
        tell_problem(problem)
    tell("closing.done_incomplete" if closed.exit_code else "closing.done", folder=str(mission.folder))
    for path in closed.certificates:
        _give(str(path.resolve()))
    return closed.exit_code


def _run_and_report(folder: Path, **options: Any) -> int:
    from diagnostic.engagement import Engagement
    from diagnostic.run import record
    from diagnostic.run import run as run_notebooks

    _say(Problem("run.unchanged"), aloud=False)
    tempfile.gettempdir()  # now, and not after minutes of work: a kernel and the PDF want one
    engagement = Engagement.load(folder)
    if engagement.unnamed:  # now, and not after minutes of work: the report will be refused
        tell_problem(engagement.unnamed)
    with lock.alone(engagement.folder):  # until the report is written: it must be that of these notebooks
        outcome = run_notebooks(engagement, progress=tell_problem, **options)
        for text in outcome.untaken:
            _say(text)
        if outcome.failed:
            tell("cli.failed", notebooks=[step.name for step in outcome.failed], folder=str(outcome.engagement.executed))
        if outcome.strict and outcome.unmeasured:
            _say(Problem("cli.unmeasured", {"notebooks": outcome.unmeasured}))
        if outcome.alerts:
            _say(Problem("cli.alert", {"files": [str(path.resolve()) for path in outcome.alerts]}))
        _tell_open(outcome.engagement)
        code = max(outcome.exit_code, _report(outcome.engagement))
        if not outcome.failed and not options.get("fresh"):
            executed = [*outcome.kept, *(step.name for step in outcome.steps)]
            _remember(code, lambda: record.as_left(outcome.engagement, executed) and _is_written(outcome.engagement))
        return code


def _report(engagement: Engagement) -> int:
    """Write the report and say where: 0, or 1 where something of it could not be written as it should."""
    from diagnostic import report as written

    kept = written.kept(engagement)
    if kept:
        tell("cli.report_kept")
        for path in kept:
            _give(str(path.resolve()))
        return 0
    progress.tell(progress.Began("report"))
    tell("cli.report")
    paths = written.write(engagement)
    for problem in paths.problems:
        tell_problem(problem)
    if paths.removed:
        tell("cli.removed", files=paths.removed)
    for path in paths:
        _give(str(path.resolve()))
    return int(bool(paths.problems))


def _is_written(engagement: Engagement) -> bool:
    from diagnostic import report as written

    return written.kept(engagement) is not None


def _pairs(typed: Sequence[str]) -> dict[str, str]:
    """`name=value` as typed. UserError for each that has no `=`."""
    wrong = [Problem("cli.not_a_pair", {"given": text}) for text in typed if not text.partition("=")[0] or "=" not in text]
    if wrong:
        raise UserError(wrong)
    return {name: value for name, _, value in (text.partition("=") for text in typed)}


def _tell_open(engagement: Engagement) -> None:
    from diagnostic import town

    for problem in town.doubts(engagement):
        _say(problem)
    if engagement.to_confirm:
        _say(Problem("cli.to_confirm", {"points": len(engagement.to_confirm)}))


def _answer(question: Problem) -> str:
    """What the user types to a question, on a terminal."""
    _display.get().clear()
    return click.prompt(plain(question.text(wording.display_language.get())), default="", show_default=False, err=True).strip()


def _typed(question: Problem) -> str:
    """The same where there may be nobody: nothing."""
    try:
        return _answer(question)
    except click.Abort:
        return ""


def _speak(folder: Path) -> None:
    from diagnostic.engagement import language

    wording.display_language.set(language(folder))
    _display.get().folder = folder


def _began(step: str) -> None:
    progress.tell(progress.Began(step))
    tell(f"run.{step}")


def tell(key: str, **values: Any) -> None:
    """A sentence for whoever is watching, on standard error."""
    tell_problem(Problem(key, values))


def tell_problem(problem: Problem) -> None:
    """The same for what a step has to say."""
    if _display.get().shows(problem):
        _display.get().echo(plain(problem.text(wording.display_language.get())))


def _say(told: Problem | str, aloud: bool = True) -> None:
    """The same for what would be said again if nothing changed."""
    if isinstance(told, Problem) and not _display.get().shows(told):
        return
    text = plain(told if isinstance(told, str) else told.text(wording.display_language.get()))
    if aloud:
        _display.get().echo(text)
    if said := _said.get():
        said.add(text)


def _give(text: str) -> None:
    """A result, on standard output."""
    _display.get().echo(text, result=True)
    if said := _said.get():
        said.add(text, result=True)


def _remember(code: int, as_left: Callable[[], bool] = lambda: True) -> None:
    if said := _said.get():
        said.remember(code, as_left)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and exit: 0 all is well, 1 a report lacks something, 2 nothing was written."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    wording.display_language.set(wording.spoken())
    sys.exit(_invoked(list(sys.argv[1:] if arguments is None else arguments)))


def _invoked(arguments: list[str]) -> int:
    _said.set(unchanged.Said.begun(arguments))
    with display.shown() as shown:
        _display.set(shown)
        code = _ended(arguments)
        log = shown.write_log()
        if log is not None:
            tell("cli.logged", log=str(log.resolve()))
        return code


def _ended(arguments: list[str]) -> int:
    try:
        return commands.main(arguments or ["--help"], prog_name="diagnostic", standalone_mode=False) or 0
    except UserError as error:
        _display.get().echo(plain(error.text(wording.display_language.get())))
    except click.UsageError as error:
        tell_problem(help_page.problem(error))
    except click.Abort:
        tell("cli.interrupted")
        return 130
    except Exception as error:
        tell_problem(refusals.told(error) or _fault(arguments))
    return 2


def _fault(arguments: list[str]) -> Problem:
    """A fault of the kit: the user gets a file to send, not a traceback."""
    log = fault.written(arguments)
    return Problem("cli.unexpected", {"log": str(log)}) if log else Problem("cli.unexpected_untold")
