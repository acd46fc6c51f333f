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

from benchmarks.measured import Part, Ratio, Row, Used, command, median, module, together, versions
from diagnostic.resources import shipped

FIRST, BY_HAND = "kit: first run", "papermill one by one, nbconvert to HTML"
AND_PDF = f"{BY_HAND}, PDF"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
PACKAGES = ("duckdb", "pandas", "matplotlib", "papermill", "nbconvert", "typst")
EDITED = "02_channel_mix.ipynb"  # neither the shortest nor the longest


def copied(name: str, folder: Path) -> Path:
    """A sample town as it is before its first run."""
    return shutil.copytree(shipped("data_samples") / name, folder, ignore=shutil.ignore_patterns("work", "output"))


def with_the_kit(town: Path) -> Iterator[tuple[str, Used]]:
    """The commands in the order in which a mission goes through them, each with what it took."""
    yield FIRST, module("diagnostic", "run", town)
    yield "kit: unchanged run", module("diagnostic", "run", town)
    edit_notebook(town)
    yield "kit: one notebook edited", module("diagnostic", "run", town)
    edit_settings(town)
    yield "kit: one line of engagement.yml changed", module("diagnostic", "run", town)
    module("diagnostic", "check", town)
    yield "kit: unchanged check", module("diagnostic", "check", town)
    edit_saved(town)
    yield "kit: report, its words edited", module("diagnostic", "report", town)
    yield "kit: unchanged report", module("diagnostic", "report", town)


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
        yield AND_PDF, together([*runs, shown, *printed])


def measure(repeats: int, town: str = "ville-exemple", kit_alone: bool = False) -> list[Row]:
    """The median of each piece of work over full rounds, each from the raw files on."""
    taken: dict[str, list[Used]] = {}
    module("diagnostic", "--help")  # the modules are compiled
    for _ in range(repeats):
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            rounds = [with_the_kit(copied(town, Path(folder).resolve() / "kit"))]
            if not kit_alone:
                rounds.append(by_hand(copied(town, Path(folder).resolve() / "hand")))
            for work, used in (piece for made in rounds for piece in made):
                taken.setdefault(work, []).append(used)
    return [Row(work, None, *median(used)) for work, used in taken.items()]


PART = Part(
    title="A mission on a sample town",
    unit="",
    rows=lambda size, repeats: measure(repeats),
    beside=FIRST,
    ratios=(
        Ratio("whole run, HTML and PDF", FIRST, None, "28 s of processor at most"),
        Ratio("papermill one by one and nbconvert, HTML alone, beside it", BY_HAND, FIRST, "4 x at least"),
        Ratio("papermill one by one and nbconvert, HTML and PDF, beside it", AND_PDF, FIRST, "4 x at least"),
        Ratio("unchanged run", "kit: unchanged run", None, "under 2 s"),
        Ratio("first run beside the unchanged one", FIRST, "kit: unchanged run", "40 x at least"),
        Ratio("one notebook edited", "kit: one notebook edited", None, "under 6 s"),
        Ratio("first run beside one notebook edited", FIRST, "kit: one notebook edited"),
        Ratio("one line of engagement.yml changed", "kit: one line of engagement.yml changed", None),
        Ratio("report, its words edited", "kit: report, its words edited", None, "1.5 s at most"),
        Ratio("check, unchanged", "kit: unchanged check", None, "1 s at most"),
    ),
)


@click.command()
@click.argument("repeats", type=click.IntRange(min=1), default=5)
@click.option("--town", type=click.Choice(["ville-exemple", "bourg-exemple"]), default="ville-exemple")
@click.option("--kit-alone", is_flag=True, help="Leave out papermill and nbconvert.")
def main(repeats: int, town: str, kit_alone: bool) -> None:
    """Print the medians, and what they are beside each other."""
    click.echo(PART.page({0: measure(repeats, town, kit_alone)}))
    click.echo(f"\nMedians of {repeats}; " + ", ".join(f"{name} {said}" for name, said in versions(PACKAGES).items()))
    if not any(map(shutil.which, BROWSERS)):
        click.echo("No Chromium on this computer: the PDF by hand is left out.")


if __name__ == "__main__":
    main()
