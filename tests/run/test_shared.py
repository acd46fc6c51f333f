"""Notebooks that share a kernel: each finds everything as in one of its own, and what cannot be put back is not shared."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import nbformat
import psutil
import pytest

from diagnostic import progress, run, wording
from diagnostic.engagement import language
from diagnostic.run.kernel import Execution, Kernel, Task
from diagnostic.run.pool import Pool
from tests.run.notebooks import notebook, printed

IMPORTS = """
import builtins, contextvars, datetime, decimal, gc, io, json, locale, logging, os, random, sys, time, warnings
from pathlib import Path
import duckdb, numpy as np, pandas as pd, matplotlib, matplotlib.pyplot as plt, matplotlib.units
from matplotlib_inline.config import InlineBackend
from diagnostic import wording
from diagnostic.store.engine import Store
shell = get_ipython()
"""
# What a notebook leaves, and whether another one meets it. What hangs on `sys` is there in both, put there so that it is known again.
PLANTS = {
    "a name": ("left = 1", "'left' in shell.user_ns"),
    "the last results": ("", "42 in [value for name, value in shell.user_ns.items() if name[0] == '_' and isinstance(value, int)]"),
    "Out": ("", "42 in shell.user_ns['Out'].values()"),
    "In": ("", "any('PLAN' 'TED' in cell for cell in shell.user_ns['In'])"),
    "the history": ("", "any('PLAN' 'TED' in line for *_, line in shell.history_manager.get_range(raw=True))"),
    "a store": ("sys.store = Store.open(Path('work'), {})", "sys.store.query('select 1').size == 1"),
    "a table": ("duckdb.execute('create table left_behind as select 1')", "duckdb.execute('show tables').fetchall() != []"),
    "a setting of matplotlib": ("matplotlib.rcParams['lines.linewidth'] = 9", "matplotlib.rcParams['lines.linewidth'] == 9"),
    "the zone of matplotlib": ("matplotlib.rcParams['timezone'] = 'Asia/Tokyo'", "matplotlib.rcParams['timezone'] == 'Asia/Tokyo'"),
    "a figure": ("plt.figure(99)", "99 in plt.get_fignums()"),
    "how figures are shown": ("InlineBackend.instance().close_figures = False", "not InlineBackend.instance().close_figures"),
    "how dates are drawn": (
        "pd.plotting.register_matplotlib_converters()",
        "'pandas' in type(matplotlib.units.registry.get(datetime.date)).__module__",
    ),
    "a variable of the environment": ("os.environ['LEFT'] = '1'", "'LEFT' in os.environ"),
    "a variable that is gone": ("del os.environ['JPY_PARENT_PID']", "'JPY_PARENT_PID' not in os.environ"),
    "the time zone": ("os.environ['TZ'] = 'Asia/Tokyo'; time.tzset()", "time.tzname[0] == 'JST'"),
    "the locale": ("locale.setlocale(locale.LC_ALL, 'C.UTF-8')", "locale.setlocale(locale.LC_NUMERIC) == 'C.UTF-8'"),
    "an open file": ("sys.file = open('a.txt', 'w')", "not sys.file.closed"),
    "where modules are": ("sys.path.append('elsewhere')", "'elsewhere' in sys.path"),
    "a module of the mission": ("import mine", "'mine' in sys.modules"),
    "a package of the mission": ("import ours.inner", "'ours' in sys.modules or 'ours.inner' in sys.modules"),
    "a module out of nothing": ("sys.modules['made_up'] = type(sys)('made_up')", "'made_up' in sys.modules"),
    "the folder": ("os.chdir('work')", "Path.cwd().name == 'work'"),
    "the stream of random": (
        "random.seed(1); random.random()",
        "random.getstate()[1][:-1] == drawn_once(random.Random(1)).getstate()[1][:-1]",
    ),
    "the stream of numpy": ("np.random.seed(1)", "np.random.random() == np.random.RandomState(1).random()"),
    "a filter of warnings": ("warnings.simplefilter('error', BytesWarning)", "warnings.filters[0][2] is BytesWarning"),
    "how warnings are shown": ("warnings.showwarning = print", "warnings.showwarning is print"),
    "an option of pandas": ("pd.set_option('display.max_rows', 3)", "pd.get_option('display.max_rows') == 3"),
    "what numpy prints": ("np.set_printoptions(precision=2)", "np.get_printoptions()['precision'] == 2"),
    "what numpy warns of": ("np.seterr(all='raise')", "np.geterr()['invalid'] == 'raise'"),
    "the language": ("wording.display_language.set('en')", "wording.display_language.get() == 'en'"),
    "a variable of the context": ("sys.own = contextvars.ContextVar('own', default=0); sys.own.set(5)", "sys.own.get() == 5"),
    "how decimals are counted": ("decimal.getcontext().prec = 3", "decimal.getcontext().prec == 3"),
    "a hook": (
        "sys.hook = lambda result: None; shell.events.register('post_run_cell', sys.hook)",
        "sys.hook in shell.events.callbacks['post_run_cell']",
    ),
    "a hook of what is shown": (
        "sys.shown = lambda message: message; shell.display_pub.register_hook(sys.shown)",
        "sys.shown in shell.display_pub._hooks",
    ),
    "how an object is shown": (
        "shell.display_formatter.formatters['text/plain'].for_type(complex, lambda *_: 'planted')",
        "complex in shell.display_formatter.formatters['text/plain'].type_printers"
        " and shell.display_formatter.formatters['text/plain'].for_type(complex)(1j, None, False) == 'planted'",
    ),
    "a transformer of cells": (
        "sys.read = lambda lines: lines; shell.input_transformers_cleanup.append(sys.read)",
        "sys.read in shell.input_transformers_cleanup",
    ),
    "a command": ("shell.register_magic_function(lambda line: 1, 'line', 'left')", "'left' in shell.magics_manager.magics['line']"),
    "what a cell shows": ("shell.ast_node_interactivity = 'last_expr_or_assign'", "shell.ast_node_interactivity == 'last_expr_or_assign'"),
    "a built-in name": ("builtins.left_here = 1", "hasattr(builtins, 'left_here')"),
    "another built-in": ("builtins.copyright = 1", "builtins.copyright == 1"),
    "the depth of calls": ("sys.setrecursionlimit(5000)", "sys.getrecursionlimit() == 5000"),
    "the level of logs": ("logging.getLogger().setLevel(3)", "logging.getLogger().level == 3"),
    "a reader of logs": (
        "logging.getLogger().addHandler(logging.NullHandler())",
        "any(type(one) is logging.NullHandler for one in logging.getLogger().handlers)",
    ),
}
DRAWN = "plt.plot([1, 2]);\nplt.show()"
LOOK = f"""
def drawn_once(stream):
    stream.random()
    return stream
def drawn(stream):
    return stream.getstate()[1][:-1]
def met(look):
    try:
        return bool(eval(look))
    except Exception:
        return False
print(json.dumps([name for name, (_, look) in {PLANTS!r}.items() if met(look)]))
"""


def tasks(mission: Path, **notebooks: tuple[str, ...]) -> list[Task]:
    """Notebooks that may share a kernel, each with its cells."""
    made = {name: notebook(mission / "made", name, *cells) for name, cells in notebooks.items()}
    return [Task(path, mission / "work" / "notebooks" / path.name, {}, shared=True) for path in made.values()]


def executed(mission: Path, size: int = 1, **notebooks: tuple[str, ...]) -> dict[str, Execution]:
    with Pool(mission, size) as pool:
        return {one.name: one for one in pool.execute(tasks(mission, **notebooks))}


def met(mission: Path) -> list[str]:
    """What the second of two notebooks in one kernel meets of what the first one left."""
    (mission / "mine.py").write_text("", encoding="utf-8")
    (mission / "ours").mkdir()
    (mission / "ours" / "inner.py").write_text("", encoding="utf-8")
    leave = "\n".join(["# PLANTED", *(plant for plant, _ in PLANTS.values())])
    cells = {"first": (IMPORTS, DRAWN, leave, "41 + 1"), "second": (IMPORTS, LOOK, DRAWN)}
    done = executed(mission, **{name: (*each, "print(os.getpid())") for name, each in cells.items()})
    assert not any(one.error for one in done.values()), done
    first, second = (printed(done[name].path).splitlines() for name in ("first", "second"))
    assert first[-1] == second[-1]
    return list(json.loads(next(line for line in second if line.startswith("["))))


def test_nothing_passes_from_one_notebook_to_the_next(mission: Path) -> None:
    assert met(mission) == []
    for name in ("first", "second"):
        cells = nbformat.read(mission / "work" / "notebooks" / f"{name}.ipynb", as_version=4).cells
        assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
        shown = [output.data for cell in cells if "plt.show()" in cell.source for output in cell.outputs]
        assert len(shown) == 1 and "image/png" in shown[0]  # in the second as in the first


def test_all_of_it_would_pass_if_nothing_were_put_back(mission: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Kernel, "wipe", lambda kernel: True)
    found = met(mission)
    assert [name for name in PLANTS if name not in found] == []


LEFT = {
    "a thread": "import threading, time\nthreading.Thread(target=time.sleep, args=(600,), daemon=True).start()",
    "a variable without a default": "import contextvars\ncontextvars.ContextVar('own').set(1)",
    "a name that refuses to be put back": "import pandas\npandas.set_option = None\npandas.options.display.max_rows = 3",
    "an error": "raise ValueError",
    "an end": "import os\nos._exit(1)",
    "a restarted count": "get_ipython().reset = None",
}


@pytest.mark.parametrize("left", LEFT.values(), ids=LEFT)
def test_what_cannot_be_put_back_has_the_next_notebook_in_another_kernel(mission: Path, left: str) -> None:
    done = executed(mission, first=("import os\nprint(os.getpid())", left), second=("import os\nprint(os.getpid())",))
    assert not done["second"].error
    assert printed(done["first"].path) != printed(done["second"].path)


def test_a_long_output_leaves_its_kernel_to_the_next_notebook(mission: Path) -> None:
    """The kernel sends long messages by a thread of its own, which stays."""
    say, long = "import os\nprint(os.getpid())", "from IPython.display import HTML\nHTML('-' * 5_000_000)"
    done = executed(mission, first=(say, long), second=(say,))
    assert printed(done["first"].path) == printed(done["second"].path)


def test_a_kernel_that_dies_takes_its_notebook_alone_with_it(mission: Path) -> None:
    die = "import os, signal, sys\nos._exit(1)"
    done = executed(mission, size=2, a=("print('a')",), b=(die,), c=("print('c')",), d=("print('d')",))
    ended = wording.text("run.process_ended", language(mission))
    assert {name: one.error for name, one in done.items()} == {"a": "", "b": ended, "c": "", "d": ""}
    assert [printed(done[name].path).strip() for name in "acd"] == ["a", "c", "d"]


def test_notebooks_of_the_mission_have_kernels_of_their_own(shipped: Path, mission: Path) -> None:
    say = "import os\nprint(os.getpid(), os.environ.get('LEFT', ''))\nos.environ['LEFT'] = '1'"
    for name in ("00_kept", "01_kept", "02_replaced", "03_kept"):
        notebook(shipped, name, say)
    notebook(mission / "notebooks", "02_replaced", say, "# edited")
    notebook(mission / "notebooks", "04_added", say)
    (mission / "notebooks" / "03_kept.ipynb").write_bytes((shipped / "03_kept.ipynb").read_bytes())
    run.run(mission, jobs=1)
    said = {path.stem: printed(path).split() for path in (mission / "work" / "notebooks").glob("*.ipynb")}
    assert all(len(one) == 1 for one in said.values()), said  # none meets what another left
    kits, own = {said[name][0] for name in ("00_kept", "01_kept", "03_kept")}, {said[name][0] for name in ("02_replaced", "04_added")}
    assert len(own) == 2 and not own & kits and len(kits) < 3


def test_the_longest_of_the_last_run_goes_first_and_else_the_largest(shipped: Path, mission: Path) -> None:
    for name, cells in {"00_a": 1, "01_b": 3, "02_c": 2}.items():
        notebook(shipped, name, *["# as long as it is"] * cells)

    def order() -> list[str]:
        heard: list[progress.Event] = []
        with progress.watched_by(heard.append):
            run.run(mission, jobs=1, fresh=True)
        return [event.notebook for event in heard if isinstance(event, progress.Ended)]

    assert order() == ["01_b", "02_c", "00_a"]
    recorded = mission / "work" / "run.json"
    content = json.loads(recorded.read_text(encoding="utf-8"))
    for name, seconds in {"00_a": 50.0, "01_b": 1.0, "02_c": 20.0}.items():
        content["notebooks"][name]["seconds"] = seconds
    recorded.write_text(json.dumps(content), encoding="utf-8")
    assert order() == ["00_a", "02_c", "01_b"]


def test_an_interruption_ends_every_kernel_at_once(mission: Path) -> None:
    asleep = ("import time\ntime.sleep(600)",)
    begun = time.monotonic()

    def stop(event: progress.Event) -> None:
        if isinstance(event, progress.Cell) and event.number == event.of:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), progress.watched_by(stop):
        executed(mission, size=2, a=asleep, b=asleep, c=asleep)
    assert time.monotonic() - begun < 300
    kernels = [one for one in psutil.Process(os.getpid()).children(recursive=True) if "ipykernel" in " ".join(one.cmdline())]
    assert kernels == []
    assert not list((mission / "work").rglob("*.part"))
