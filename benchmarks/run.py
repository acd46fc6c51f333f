"""`diagnostic run`, `check` and `report` on a sample town, beside the same notebooks run by papermill one by one and shown by nbconvert.

Usage: uv run python -m benchmarks.run [REPEATS] [--town NAME] [--kit-alone]
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click

from benchmarks.measured import Row, Used, command, median, module, table, together, versions
from diagnostic.resources import shipped

FIRST, BY_HAND = "first run", "papermill one by one, then HTML"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
PACKAGES = ("duckdb", "pandas", "matplotlib", "papermill", "nbconvert", "typst")
EDITED = "02_channel_mix.ipynb"  # neither the shortest nor the longest


def copied(name: str, folder: Path) -> Path:
    """A sample town as it is before its first run."""
    return shutil.copytree(shipped("data_samples") / name, folder, ignore=shutil.ignore_patterns("work", "output"))


def with_the_kit(town: Path) -> Iterator[tuple[str, Used]]:
    """The commands in the order in which a mission goes through them, each with what it took."""
    yield FIRST, module("diagnostic", "run", town)
    yield "unchanged run", module("diagnostic", "run", town)
    edit_notebook(town)
    yield "one notebook edited", module("diagnostic", "run", town)
    edit_settings(town)
    yield "one line of engagement.yml changed", module("diagnostic", "run", town)
    module("diagnostic", "check", town)
    yield "unchanged check", module("diagnostic", "check", town)
    edit_saved(town)
    yield "report, its words edited", module("diagnostic", "report", town)
    yield "unchanged report", module("diagnostic", "report", town)


def edit_notebook(town: Path) -> None:
    """A notebook of the library copied into the mission, with a line more in its last cell of code."""
    content = json.loads((shipped("notebooks") / EDITED).read_text(encoding="utf-8"))
    cell = [cell for cell in content["cells"] if cell["cell_type"] == "code"][-1]
    cell["source"] = [*cell["source"], "\n# a line of the analyst's"]
    (town / "notebooks").mkdir(exist_ok=True)
    (town / "notebooks" / EDITED).write_text(json.dumps(content), encoding="utf-8")


def edit_settings(town: Path) -> None:
    """One more day for the last procedure for which a time is promised."""
    settings = town / "engagement.yml"
    text = settings.read_text(encoding="utf-8")
    found = list(re.finditer(r"(?<= days: )\d+(?=, kind)", text))[-1]
    settings.write_text(f"{text[: found.start()]}{int(found[0]) + 1}{text[found.end() :]}", encoding="utf-8")


def edit_saved(town: Path) -> None:
    """A word more in the first sentence of a notebook that was executed."""
    path = town / "work" / "notebooks" / EDITED
    content = json.loads(path.read_text(encoding="utf-8"))
    cell = next(cell for cell in content["cells"] if cell["cell_type"] == "markdown")
    cell["source"] = [*cell["source"], "\n\nRelu."]
    path.write_text(json.dumps(content), encoding="utf-8")


def by_hand(town: Path) -> Iterator[tuple[str, Used]]:
    """The same notebooks: papermill's command for each, one HTML page each, and where there is a browser one PDF each."""
    executed = town / "work" / "notebooks"
    executed.mkdir(parents=True)
    library = sorted(shipped("notebooks").glob("*.ipynb"))
    runs = [module("papermill", notebook, executed / notebook.name, "-p", "engagement", town) for notebook in library]
    pages = town / "pages"
    shown = module("nbconvert", "--to", "html", "--no-input", "--output-dir", pages, *sorted(executed.glob("*.ipynb")))
    yield BY_HAND, together([*runs, shown])
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if browser is not None:
        printing = (browser, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={town / 'profile'}")
        printed = [command(*printing, f"--print-to-pdf={page.with_suffix('.pdf')}", page.as_uri()) for page in sorted(pages.glob("*.html"))]
        yield f"{BY_HAND} and PDF", together([*runs, shown, *printed])


def measure(repeats: int, town: str = "ville-exemple", kit_alone: bool = False) -> list[Row]:
    """The median of each piece of work over full rounds, each from the raw files on."""
    taken: dict[str, list[Used]] = {}
    for _ in range(repeats):
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            rounds = [with_the_kit(copied(town, Path(folder).resolve() / "kit"))]
            if not kit_alone:
                rounds.append(by_hand(copied(town, Path(folder).resolve() / "hand")))
            for work, used in (piece for made in rounds for piece in made):
                taken.setdefault(work, []).append(used)
    return [Row(work, None, *median(used)) for work, used in taken.items()]


@click.command()
@click.argument("repeats", type=click.IntRange(min=1), default=5)
@click.option("--town", type=click.Choice(["ville-exemple", "bourg-exemple"]), default="ville-exemple")
@click.option("--kit-alone", is_flag=True, help="Leave out papermill and nbconvert.")
def main(repeats: int, town: str, kit_alone: bool) -> None:
    """Print a table of medians, with ratios to the first run."""
    module("diagnostic", "--help")  # the modules are compiled
    click.echo(table(measure(repeats, town, kit_alone), beside=FIRST))
    click.echo(f"\nMedians of {repeats}; " + ", ".join(f"{name} {said}" for name, said in versions(PACKAGES).items()))
    if not any(map(shutil.which, BROWSERS)):
        click.echo("No Chromium on this computer: the PDF by hand is left out.")


if __name__ == "__main__":
    main()
