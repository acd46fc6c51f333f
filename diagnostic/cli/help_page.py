"""What the commands say of themselves, and of a command line that is not right, in the user's language."""

from __future__ import annotations

from typing import Any

import click

from diagnostic import wording
from diagnostic.errors import Problem, or_nearest


def texts(language: str) -> dict[str, str]:
    """The help of every command and option."""
    return {name: plain(wording.text(f"cli.help.{name}", language)) for name in wording.entry("cli.help", language)}


def plain(text: str) -> str:
    """The text with ordinary spaces: a terminal, or what one pastes from it, may not know the others."""
    return text.replace("\u202f", " ").replace("\u00a0", " ")


class Page(click.HelpFormatter):
    """A help page whose headings are in the user's language."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, _heading("usage"))

    def write_heading(self, heading: str) -> None:
        super().write_heading(_heading(heading.lower()))


class Context(click.Context):
    formatter_class = Page


class Command(click.Command):
    """A command with its help page."""

    context_class = Context

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = _heading("help")
        return option


class Commands(Command, click.Group):
    """All the commands; a name that is not one of them is answered with the nearest."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        if args and self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            raise UnknownCommand(args[0], self.list_commands(ctx))
        return super().resolve_command(ctx, args)


class UnknownCommand(click.UsageError):
    """A first word that is no command."""

    def __init__(self, name: str, known: list[str]):
        super().__init__(name)
        self.name, self.known = name, known


class Place(click.Path):
    """A folder or a file; none where the shell had nothing to put there, which would otherwise stand for the current folder."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "":
            raise NoPlace("")
        return super().convert(value, param, ctx)


class NoPlace(click.BadParameter):
    """A place that is empty."""


def problem(error: click.UsageError) -> Problem:
    """What is wrong with the command line, in the user's words."""
    command = error.ctx.command_path if error.ctx else "diagnostic"
    if isinstance(error, UnknownCommand):
        return Problem(*or_nearest("cli.unknown_command", error.name, error.known))
    if isinstance(error, click.NoSuchOption):
        return Problem("cli.unknown_option", {"name": error.option_name, "command": command})
    if isinstance(error, click.MissingParameter) and error.param is not None:
        return Problem(
            "cli.missing_argument", {"name": error.param.make_metavar(click.Context(click.Command(command))), "command": command}
        )
    if isinstance(error, NoPlace) and error.param is not None:
        name = error.param.opts[0] if isinstance(error.param, click.Option) else str(error.param.metavar)
        return Problem("cli.no_place", {"name": name or "--from", "command": command})
    if isinstance(error, click.BadParameter) and error.param is not None and error.param.name == "jobs":
        return Problem("cli.bad_jobs", {"command": command})
    return Problem("cli.usage", {"command": command})


def _heading(name: str) -> str:
    return plain(wording.text_or(f"cli.page.{name}", wording.display_language.get(), name))
