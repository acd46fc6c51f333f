"""In a kernel that several notebooks share: all is put back as the first of them found it, so that nothing passes from one to the next.

Each `Thing` is looked at before the first cell and returns what puts it back. What Python cannot put back (a library whose functions are
replaced, a thread that goes on) is not promised: `wipe` refuses where it sees it, and a notebook that nobody vouches for has a kernel of
its own.
"""

from __future__ import annotations

import builtins
import contextvars
import decimal
import gc
import importlib
import io
import locale
import logging
import os
import random
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

from diagnostic.steps import KIT

Restore = Callable[[], object]
Thing = Callable[[Any], Restore]

# what notebooks of the kit import, and what their first chart does: a kernel that waits for its first one has it done
WARM = ("diagnostic.town", "diagnostic.questions", "matplotlib.figure", "matplotlib.backends.backend_svg")

_restores: list[Restore] = []


def load_ipython_extension(shell: Any) -> None:
    """In a new kernel: import what its notebooks will, and look at everything just before the first cell, when it is all in place."""
    for module in WARM:
        importlib.import_module(module)

    def first() -> None:
        shell.events.unregister("pre_execute", first)
        _restores[:] = [thing(shell) for thing in THINGS]
        gc.freeze()

    shell.events.register("pre_execute", first)


def wipe() -> None:
    """Put everything back. RuntimeError where something is left that cannot be."""
    for restore in _restores:
        restore()
    gc.freeze()  # the libraries are not looked through again, half a million objects each time


def _names(shell: Any) -> Restore:
    """The user's names, and the history: `In`, `Out`, `_`, the count of cells."""

    def back() -> None:
        for name in ("last_type", "last_value", "last_traceback", "last_exc"):
            if hasattr(sys, name):
                delattr(sys, name)
        shell.reset(new_session=True)
        shell.last_execution_result = None

    return back


def _held(_: object) -> Restore:
    """The stores that are open, the files that are written to or are the mission's, and the connection that the engine has by default.

    What was there before is frozen (`gc.freeze`): it is not among the objects that are looked through.
    """
    mission, file_type = Path.cwd(), cast(type[io.IOBase], io.IOBase.__base__)  # what every file is, as a class that answers at once

    def theirs(file: io.IOBase) -> bool:
        """Libraries read files too, and go on: those of their typefaces."""
        name = getattr(file, "name", None)
        return isinstance(name, str) and not file.closed and (file.writable() or Path(name).absolute().is_relative_to(mission))

    def back() -> None:
        from diagnostic.store.engine import Store

        gc.collect()
        for held in gc.get_objects():
            if isinstance(held, Store):
                held.close()
            elif isinstance(held, file_type) and theirs(held):
                with suppress(OSError):
                    held.close()
        duckdb = importlib.import_module("duckdb")
        duckdb.default_connection().close()
        duckdb.set_default_connection(duckdb.connect())

    return back


def _figures(_: object) -> Restore:
    """The settings of matplotlib, and the figures that are open. It may not be imported yet: it remembers what it began with."""

    def back() -> None:
        if "matplotlib" in sys.modules:
            matplotlib = sys.modules["matplotlib"]
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # those that are on their way out say so
                matplotlib.rcParams.update({name: value for name, value in matplotlib.rcParamsOrig.items() if name != "backend"})
        if "matplotlib.pyplot" in sys.modules:
            sys.modules["matplotlib.pyplot"].close("all")
        if "pandas.plotting._matplotlib" in sys.modules:
            sys.modules["pandas.plotting"].deregister_matplotlib_converters()

    return back


def _options(_: object) -> Restore:
    """The options of pandas, and what numpy shows and warns of."""
    pandas, numpy = importlib.import_module("pandas"), importlib.import_module("numpy")
    printed, errors, kept = numpy.get_printoptions(), numpy.geterr(), dict(_leaves(pandas.options))

    def back() -> None:
        for name, value in _leaves(pandas.options):
            if value != kept[name]:  # to set one may do more: some import what draws
                pandas.set_option(name, kept[name])
        numpy.set_printoptions(**printed)
        numpy.seterr(**errors)

    return back


def _leaves(options: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name in dir(options):
        value = getattr(options, name)
        if isinstance(value, type(options)):
            yield from _leaves(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def _chance(_: object) -> Restore:
    """The states of the streams of random numbers that everybody shares."""
    numpy = importlib.import_module("numpy")
    state, numpy_state = random.getstate(), numpy.random.get_state()

    def back() -> None:
        random.setstate(state)
        numpy.random.set_state(numpy_state)

    return back


def _surroundings(_: object) -> Restore:
    """The environment, the folder, the locale, the time zone."""
    environment, folder, spoken = dict(os.environ), Path.cwd(), locale.setlocale(locale.LC_ALL)

    def back() -> None:
        os.environ.clear()
        os.environ.update(environment)
        os.chdir(folder)
        locale.setlocale(locale.LC_ALL, spoken)
        if hasattr(time, "tzset"):
            time.tzset()

    return back


def _modules(_: object) -> Restore:
    """Where modules are looked for, and those that are the mission's, or from where nothing was looked for before."""
    path, arguments, kept, mission = list(sys.path), list(sys.argv), set(sys.modules), Path.cwd().resolve()
    finders, hooks = list(sys.meta_path), list(sys.path_hooks)
    homes = {Path(home).resolve() for home in (*filter(None, path), str(KIT))} - {mission}

    def foreign(module: Any) -> bool:
        files: list[str] = [module.__file__] if getattr(module, "__file__", None) else [*getattr(module, "__path__", ())]
        places = [Path(file).resolve() for file in files]
        known = all(any(place.is_relative_to(home) for home in homes) for place in places)
        return module.__spec__ is None or not known or any(place.is_relative_to(mission) for place in places)

    def back() -> None:
        sys.path[:], sys.argv[:], sys.meta_path[:], sys.path_hooks[:] = path, arguments, finders, hooks
        for name in set(sys.modules) - kept:
            if foreign(sys.modules[name]):
                del sys.modules[name]
        kept.update(sys.modules)
        sys.path_importer_cache.clear()
        importlib.invalidate_caches()

    return back


def _python(shell: Any) -> Restore:
    """What the interpreter itself was told: streams, hooks, limits, built-in names, warnings, logs."""
    kept = {name: getattr(sys, name) for name in ("stdin", "stdout", "stderr", "excepthook", "unraisablehook")}
    names, limit, filters, shown = dict(vars(builtins)), sys.getrecursionlimit(), list(warnings.filters), warnings.showwarning
    trapped = {"_", *shell.builtin_trap.auto_builtins}  # there while a cell is executed, as this one is
    root, disabled = logging.getLogger(), logging.root.manager.disable
    level, handlers = root.level, list(root.handlers)

    def back() -> None:
        for name, value in kept.items():
            setattr(sys, name, value)
        sys.setrecursionlimit(limit)
        sys.settrace(None)
        sys.setprofile(None)
        gc.enable()
        for name in set(vars(builtins)) - set(names) - trapped:
            delattr(builtins, name)
        vars(builtins).update({name: value for name, value in names.items() if name not in trapped})
        warnings.resetwarnings()  # what was said once may be said once again
        cast(list[Any], warnings.filters)[:] = filters
        warnings.showwarning = shown
        logging.disable(disabled)
        root.setLevel(level)
        root.handlers[:] = handlers

    return back


def _display(shell: Any) -> Restore:
    """How objects are shown and cells are read: formatters, hooks, callbacks, transformers, commands."""
    formatters = [shell.display_formatter.ipython_display_formatter, shell.display_formatter.mimebundle_formatter]
    formatters += shell.display_formatter.formatters.values()
    tables = [getattr(one, name) for one in formatters for name in ("singleton_printers", "type_printers", "deferred_printers")]
    tables += [shell.magics_manager.magics[kind] for kind in ("line", "cell")]
    dictionaries = [(table, dict(table)) for table in tables]
    turned = (shell.ast_transformers, shell.input_transformers_cleanup, shell.input_transformers_post, shell.display_pub._hooks)
    lists = [(each, list(each)) for each in (*shell.events.callbacks.values(), *turned)]
    told = {name: getattr(shell, name) for name in ("ast_node_interactivity", "custom_exceptions", "autoawait")}

    def back() -> None:
        for table, kept in dictionaries:
            table.clear()
            table.update(kept)
        for each, before in lists:
            each[:] = before
        for name, value in told.items():
            setattr(shell, name, value)
        inline = sys.modules.get("matplotlib_inline.backend_inline")
        if inline is not None:  # it has its callbacks registered while it is imported, and only then
            inline.InlineBackend.clear_instance()
            importlib.reload(inline)

    return back


def _context(_: object) -> Restore:
    """The variables of the context, as `wording.display_language`: each is its default again. Those set already are the kernel's own."""
    own = set(contextvars.copy_context())

    def back() -> None:
        decimal.setcontext(decimal.Context())
        for variable in set(contextvars.copy_context()) - own:
            try:
                variable.set(contextvars.Context().run(variable.get))
            except LookupError:
                if variable.name != "decimal_context":
                    raise RuntimeError(f"{variable.name} cannot be unset") from None

    return back


def _threads(_: object) -> Restore:
    """The threads, which nothing can stop. One is the kernel's own, and begins with the first long message that it sends."""
    kept, sender = set(threading.enumerate()), importlib.import_module("zmq.utils.garbage").GarbageCollectorThread

    def back() -> None:
        left = [thread.name for thread in threading.enumerate() if thread not in kept and not isinstance(thread, sender)]
        if left:
            raise RuntimeError(f"still at work: {', '.join(left)}")

    return back


# in the order in which they are put back: the names first, since they hold the others open, and last what may refuse
THINGS: tuple[Thing, ...] = (
    _names,
    _held,
    _figures,
    _options,
    _chance,
    _surroundings,
    _modules,
    _python,
    _display,
    _context,
    _threads,
)
