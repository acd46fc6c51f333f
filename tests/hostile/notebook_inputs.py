"""Notebooks that no JupyterLab saved, in the folder where a mission keeps its own and in that of the executed ones."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tests.hostile.mission import Input, file


def cell(source: Any = "", kind: str = "code", **more: Any) -> dict[str, Any]:
    code = {"execution_count": None, "outputs": []} if kind == "code" else {}
    return {"cell_type": kind, "metadata": {}, "source": source, **code, **more}


def notebook(*cells: dict[str, Any], **more: Any) -> str:
    return json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": list(cells), **more})


def parameters(source: str) -> str:
    return notebook(cell(source, metadata={"tags": ["parameters"]}))


def notebooks() -> dict[str, str | bytes]:
    shown = {"output_type": "display_data", "metadata": {}, "data": {"text/plain": "x" * 10_000_000}}
    return {
        "no JSON": "print(1)",
        "empty": b"",
        "zeros": b"\0" * 1000,
        "UTF-16": notebook(cell()).encode("utf-16"),
        "noise": bytes(range(256)) * 40,
        "a number": "1",
        "a list": "[]",
        "null": "null",
        "infinite": '{"nbformat": Infinity}',
        "nothing in it": "{}",
        "nested": "[" * 100_000,
        "nested groups": '{"a":' * 100_000,
        "nested metadata": '{"nbformat":4,"nbformat_minor":4,"cells":[],"metadata":' + '{"a":' * 900 + "1" + "}" * 900 + "}",
        "format 99": notebook(nbformat=99),
        "format of words": notebook(nbformat="four"),
        "format 0": notebook(nbformat=0),
        "format 3": json.dumps({"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": [], "metadata": {}}]}),
        "cells of words": notebook(cells=["a", 1, None]),
        "cells that are none": notebook(cells=None),
        "cells of another kind": notebook(cell(kind="video")),
        "metadata of a list": notebook(cell(metadata=[])),
        "tags of a number": notebook(cell(metadata={"tags": 5})),
        "source of numbers": notebook(cell([1, 2])),
        "parameters that do not read": parameters("a: int = = 1"),
        "parameters with a NUL": parameters("a: int = 1\0"),
        "parameters in parentheses": parameters("a: int = " + "(" * 5000),
        "parameters in minuses": parameters("a: int = " + "-" * 100_000 + "1"),
        "parameters without end": parameters("a: " + "list[" * 3000 + "int" + "]" * 3000 + " = 1"),
        "parameters of a surrogate": parameters("a: 'é\ud800' = 1"),
        "code with a NUL": notebook(cell("import os\0")),
        "code in parentheses": notebook(cell("(" * 5000)),
        "a hundred thousand cells": notebook(*[cell("x")] * 100_000),
        "huge outputs": notebook(cell(outputs=[shown] * 8)),
    }


def hostile_notebooks() -> Iterator[tuple[str, Input]]:
    ask = (("run", "DIR", "--only", "02"),)
    for name, content in notebooks().items():
        yield f"notebooks/: {name}", Input(file("notebooks/10_mine.ipynb", content), ask)
    for name in ("x" * 240, "10\x1b[31m", "10 \u202exyz", "-p", "10_%s{x}", "..", "a'b\"c"):
        yield f"notebooks/ called {name!r}", Input(file(f"notebooks/{name}.ipynb", "no JSON"), ask)
    yield "notebooks/: a folder", Input(lambda folder: (folder / "notebooks" / "10.ipynb").mkdir(parents=True), ask)
    yield "notebooks/: a file", Input(file("notebooks", "x"), ask)


def hostile_saved() -> Iterator[tuple[str, Input]]:
    for name, content in notebooks().items():
        yield f"work/notebooks/: {name}", Input(file("work/notebooks/02_channel_mix.ipynb", content), (("check", "DIR"), ("report", "DIR")))
    yield "work/notebooks/: a folder", Input(lambda folder: (folder / "work/notebooks/02.ipynb").mkdir(parents=True), (("report", "DIR"),))
    yield "work/notebooks/: a file", Input(file("work/notebooks", "x"), (("report", "DIR"),))
