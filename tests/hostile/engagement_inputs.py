"""Missions that no honest consultant writes: hostile values, notebooks, small tables and names, each made when it is asked for.

`INPUTS` gives, by name, what is put into the folder of a small mission, and the commands that then run over it.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

from tests.hostile.mission import SETTINGS, Input, Key, Raw, file, replaced, settings
from tests.hostile.notebook_inputs import hostile_notebooks, hostile_saved
from tests.hostile.table_inputs import small_tables

# as they are written in the file
VALUES = {
    "huge": "1" + "0" * 23,
    "huge in sixteens": "0x" + "f" * 5000,
    "a thousand million": "1000000000",
    "negative": "-1",
    "zero": "0",
    "infinite": ".inf",
    "no number": ".nan",
    "smallest": "1.0e-300",
    "largest": "1.0e+300",
    "true": "true",
    "nothing": "null",
    "empty": '""',
    "space": '" "',
    "very long": '"' + "x" * 100_000 + '"',
    "long": '"' + "a" * 300 + '"',
    "NUL": '"a\\0b"',
    "surrogate": '"a\\ud800b"',
    "escape": '"a\\e[31mb\\a"',
    "lines": '"a\\nb\\r\\nc"',
    "turned": '"a\\u202eb\\u2066"',
    "above": '"../../etc/passwd"',
    "absolute": '"/etc/passwd"',
    "of Windows": '"CON"',
    "dot": '"."',
    "year 9999": "9999-12-31",
    "year 1": "0001-01-01",
    "instant": "2025-01-01T10:00:00Z",
    "list": "[a, [b, {c: d}]]",
    "group": "{a: {b: c}}",
    "no list": "[]",
    "no group": "{}",
    "module": '"__init__"',
    "rot13": '"rot13"',
    "quotes": '"a\'b;--\\"c\\\\"',
    "format": '"%Q%s%n{x}{0}"',
    "tag": "!!python/object/apply:os.system ['touch owned']",
    "bytes": "!!binary aGVsbG8=",
    "brackets": "[" * 5000,
    "unclosed": '"a',
    "alias": "*nowhere",
    "within itself": "&a [*a]",
    "merge": "{<<: {name: x}}",
}
# what once was an unexpected error
KNOWN: list[tuple[tuple[Key, ...], str]] = [
    (("sources", 0, "encoding"), "rot13"),
    (("sources", 0, "encoding"), "NUL"),
    (("sources", 0, "header_row"), "huge"),
    (("sources", 0, "list_separator"), "empty"),
    (("sources", 0, "file"), "long"),
    (("sources", 0, "fixed", "service"), "surrogate"),
    (("client", "holidays"), "module"),
    (("client", "name"), "surrogate"),
    (("client", "name"), "NUL"),
    (("client", "name"), "very long"),
    (("client", "population"), "huge in sixteens"),
    (("events", 0, "date"), "year 9999"),
    (("hours", 0, "rules"), "surrogate"),
    (("promises", 0, "days"), "largest"),
    (("parameters", "seed"), "negative"),
    (("parameters", "draws"), "a thousand million"),
    (("parameters", "small_group"), "huge"),
]
NAMES = {
    "HTML": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "attribute": '" onload="alert(1)',
    "Typst": '#read("/etc/passwd") #eval("1") $x$ @a *b* _c_ `d` \\',
    "Jinja": "{{ 7 * 7 }}{% for x in y %}",
    "placeholder": "{name} {0} %s %(x)s ${HOME}",
    "formula": '=HYPERLINK("http://x.example";"x")',
    "command": "@SUM(1+1)*cmd|' /C calc'!A0",
    "SQL": "x'); drop table contacts; --",
    "Markdown": "[x](javascript:alert(1)) ![y](file:///etc/passwd) # z",
    "path": "../../../etc/passwd",
    "of Windows": "CON",
    "right to left": "مدينة\u200f الرباط",
    "composed": "E\u0301vreux Œ ﬁ",
    "family": "Ville 👨‍👩‍👧‍👦 \u200b",
    "longest": "Saint-" * 33,
    "one letter": "X",
    "punctuation": "...---!?",
    "null": "null",
    "a number": "1e5",
    "spaces": "  Ville \u00a0\u2003 Exemple ",
}


def places(value: Any, above: tuple[Key, ...] = ()) -> Iterator[tuple[Key, ...]]:
    """Every place of the settings, groups and lists too."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield (*above, key)
        yield from places(one, (*above, key))


def odd_values() -> Iterator[tuple[str, Input]]:
    """Each place of the settings with some of the odd values, so that each value is at many places."""
    names = list(VALUES)
    spread = [(place, names[number * 5 % len(names)]) for number, place in enumerate(places(SETTINGS))]
    for place, name in dict.fromkeys([*KNOWN, *spread]):
        yield f"{'.'.join(map(str, place))}: {name}", Input(file("engagement.yml", replaced(place, Raw(VALUES[name]))))


def odd_files() -> Iterator[tuple[str, Input]]:
    right = settings(SETTINGS)
    group = "{a: %s, b: %s, c: %s, d: %s, e: %s, f: %s, g: %s}"
    bomb = "a0: &a0 {x: 1}\n" + "".join(f"a{n}: &a{n} {group % ((f'*a{n - 1}',) * 7)}\n" for n in range(1, 15))
    texts: dict[str, str | bytes] = {
        "alias bomb": bomb + right,
        "bomb in a key": bomb + "? *a14\n: 1\n",
        "20,000 unknown keys": right + "".join(f"unknown{n}: 1\n" for n in range(20_000)),
        "5,000 sources": replaced(("sources",), [{"file": "data/appel.csv", "table": "contact", "columns": {"x": "y"}}] * 5_000),
        "brackets": "[" * 400_000,
        "dashes": "- " * 200_000,
        "one long line": "a: " + "x" * 400_000,
        "a million lines": "\n" * 1_000_000,
        "tabs": "client:\n\tname: x\n",
        "UTF-16": right.encode("utf-16"),
        "UTF-16 without its mark": right.encode("utf-16-le"),
        "UTF-32": right.encode("utf-32"),
        "cp1252": "client: {name: Évreux}\n".encode("cp1252"),
        "mark": b"\xef\xbb\xbf" * 3 + right.encode(),
        "empty": b"",
        "zeros": b"\0" * 100_000,
        "noise": bytes(range(256)) * 100,
        "two documents": right + "---\n" + right,
        "directive": "%YAML 9.9\n---\n" + right,
        "JSON": json.dumps(SETTINGS),
        "HTML": "<!doctype html><html></html>",
        "a list": "- a\n",
        "a word": "x\n",
        "repeated": right + right,
    }
    for name, text in texts.items():
        yield f"file: {name}", Input(file("engagement.yml", text))
    yield "file: a folder", Input(lambda folder: ((folder / "engagement.yml").unlink(), (folder / "engagement.yml").mkdir()))


def hostile_names() -> Iterator[tuple[str, Input]]:
    """Names that mean something to a program of the way, printed wherever a name is."""
    for name, text in NAMES.items():
        content = copy.deepcopy(SETTINGS)
        content["client"]["name"] = content["brand"]["consultant"] = text
        content["perimeter"] |= {"services": [text], "sites": [text], "absent": [{"channel": "counter", "service": text, "why": text}]}
        content["sources"][0]["fixed"] = {"service": text}
        content["sources"][0]["values"]["topic"] = {"Motif 1": text}
        content["events"] = [{"date": "2025-09-01", "kind": "other", "label": text}]
        content["promises"][0]["procedure"] = text
        for part in ("hours", "closures"):
            content[part] = [entry | {"site": text} for entry in content[part]]
        yield f"names: {name}", Input(file("engagement.yml", settings(content)), (("check", "DIR"), ("run", "DIR", "--only", "00")))


def typed() -> Iterator[tuple[str, Input]]:
    """What is typed after `-p`, `--only` and `--jobs`."""
    values = (
        "draws=1000000000",
        "seed=-1",
        "draws=" + "9" * 5000,
        "small_group=1e300",
        "seed=0x" + "f" * 50,
        "draws=",
        "=1",
        "draws",
        "x" * 5000,
    )
    values += (
        "unavailability=nan",
        "occupancy=inf",
        "draws=\x1b[31m",
        "draws=١٢٣",
        "scenario=../../etc/passwd",
        "scenario=/dev/zero",
        "engagement=/",
    )
    for value in values:
        yield f"-p {value[:40]!r}", Input(lambda folder: None, (("run", "DIR", "--only", "01", "-p", value),))
    for value in ("", "../x", "x" * 5000, "\x1b[31m", "99999999999999999999", "-1"):
        yield f"--only {value[:40]!r}", Input(lambda folder: None, (("run", "DIR", "--only", value),))
    for value in ("0", "-1", "9" * 5000, "x", "nan"):
        yield f"--jobs {value[:40]!r}", Input(lambda folder: None, (("run", "DIR", "--only", "x", "--jobs", value),))


KINDS = (odd_files, odd_values, hostile_notebooks, hostile_saved, small_tables, hostile_names, typed)
INPUTS = {name: one for kind in KINDS for name, one in kind()}
