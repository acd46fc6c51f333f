"""Hostile records: JSON, one JSON a line, Parquet and event logs."""

from __future__ import annotations

import json
import random
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.hostile.books import ELSEWHERE, LAUGHS, XML
from tests.hostile.texts import ENDLESS, HEADER, ODD, ROWS, Input

RECORDS = [dict(zip(HEADER.split(";"), row.split(";"), strict=True)) for row in ROWS]
ONE = json.dumps(RECORDS[0])
# what stands in the place of a value, as JSON
VALUES = {
    "5,000 digits": "1" * 5000,
    "300 digits": "1" * 300,
    "5,000 decimals": "0." + "1" * 5000,
    "an exponent of 11 digits": "1e99999999999",
    "an exponent below": "-1E-99999999999",
    "an exponent of three digits": "1e308",
    "an exponent behind noughts": "1e+0000099999",
    "100,000 brackets": "[" * 100_000 + "]" * 100_000,
    "100,000 braces": '{"a":' * 100_000 + "1" + "}" * 100_000,
    "brackets that stay open": "[" * 100_000,
    "nested fifty deep": '{"a":' * 50 + "1" + "}" * 50,
    "NaN": "NaN",
    "Infinity": "-Infinity",
    "half a pair": '"\\ud83d"',
    "a NUL": '"\\u0000"',
    "a text without end": '"' + "x" * 20_000_000 + '"',
    "a text of 300,000 characters": '"' + "x" * 300_000 + '"',
    "a text of escapes": '"' + '\\"' * 200_000 + '"',
    "a list of 300,000": "[" + ",".join(["1"] * 300_000) + "]",
    "5,000 keys": json.dumps({f"k{n}": n for n in range(5000)}),
    "a key of 300,000 characters": json.dumps({"k" * 300_000: 1}),
    "keys with dots and quotes": json.dumps({"a.b": 1, 'a"b': 2, "": 3, ".": 4, "item": 5, "a.item": 6}),
    "the same key twice": '{"a":1,"a":{"a":2},"a":[3]}',
    "a comment": "1 /* x */",
    "a comma too many": "[1,]",
    "a leading nought": "0123",
    "a sign alone": "-",
    "nothing": "",
}


def array(value: str) -> str:
    return "[" + ",".join([*map(json.dumps, RECORDS), ONE[:-1] + f', "x": {value}}}']) + "]"


def lines(value: str) -> str:
    return "\n".join([*map(json.dumps, RECORDS), ONE[:-1] + f', "x": {value}}}', *map(json.dumps, RECORDS[:9])]) + "\n"


def json_inputs() -> Iterator[Input]:
    for what, value in VALUES.items():
        yield f"json {what}", lambda value=value: ("appels.json", array(value).encode())
        yield f"ndjson {what}", lambda value=value: ("appels.ndjson", lines(value).encode())
    whole = {
        "nothing but brackets": lambda: "[" * 100_000 + "]" * 100_000,
        "many lists": lambda: json.dumps({f"a{n}": [{"x": n}] for n in range(20_000)}),
        "an empty list": lambda: "[]",
        "empty records": lambda: "[" + "{}," * 5000 + "{}]",
        "values alone": lambda: "[" + "1," * 5000 + "1]",
        "lists in a list": lambda: json.dumps([row.split(";") for row in ROWS]),
        "one record": lambda: ONE,
        "text alone": lambda: '[{"a": "' + "b" * 300_000,
        "cut": lambda: array("1")[:-30],
        "something after it": lambda: array("1") + "garbage",
        "two documents": lambda: array("1") * 2,
        "keys that are days": lambda: json.dumps({"days": {f"2025-{n}": n for n in range(20_000)}}),
        "a mark before": lambda: "\ufeff" + array("1"),
        "records of other kinds": lambda: json.dumps([1, None, "x", [1], {}, True, *RECORDS]),
    }
    for what, made in whole.items():
        yield f"json {what}", lambda made=made: ("appels.json", made().encode())
    for encoding in ("utf-16", "utf-32", "cp1252"):
        yield f"json in {encoding}", lambda encoding=encoding: ("appels.json", array('"é"').encode(encoding))
    yield "json bytes of no encoding", lambda: ("appels.json", array('"é"').encode().replace("é".encode(), b"\xff\xfe\x80"))
    for what in ("clocks", "at signs", "telephones", "durations"):
        cells = [record | dict.fromkeys(("Date appel", "Attente", "Motif"), ENDLESS[what]) for record in RECORDS[:9]]
        yield f"ndjson {what}", lambda cells=cells: ("appels.ndjson", "\n".join(map(json.dumps, [*RECORDS, *cells])).encode())
    yield "ndjson lines that are none", lambda: ("appels.ndjson", (ONE + "\n" + "{\n[1]\nnull\n{}\n\n}\n" * 5000 + ONE).encode())


def parquet(sql: str) -> bytes:
    import duckdb

    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        path = Path(folder) / "a.parquet"
        connection.execute(f"copy ({sql}) to '{path.as_posix()}' (format parquet)")
        return path.read_bytes()


def calls(more: str = "1 as x", rows: int = 56) -> str:
    return f"""select timestamp '2025-01-01' + to_hours(cast(i as bigint)) as "Date appel", 'Répondu' as "Statut", i as "Attente", {more}
               from range({rows}) as t(i)"""


def parquet_inputs() -> Iterator[Input]:
    shapes = {
        "structures": "{'a': {'b': {'c': i}}} as s, [[i, i], [i]] as l, map {'a': i} as m, [{'a': i}] as sl",
        "bytes": "cast('a\\xFF\\x00' as blob) as b, 1.5::decimal(38, 10) as d, interval 3 months as v, uuid() as u",
        "times of no time": "timestamp '294246-01-01' as t, date '5877642-06-25 (BC)' as d, 'infinity'::timestamp as f, 1e308 as n",
        "names": """1 as "'; drop table raw; --", 2 as "a.b", 3 as "a""b", 4 as "%s{0}", 5 as "line", 6 as "c0" """,
        "a long cell": "repeat('x', 300000) as x",
        "an enum and bits": "'a'::enum('a', 'b') as e, '101'::bit as b, 170141183460469231731687303715884105727 as h",
    }
    for what, more in shapes.items():
        yield f"parquet {what}", lambda more=more: ("appels.parquet", parquet(calls(more)))
    yield "parquet 3,000 columns", lambda: ("appels.parquet", parquet(calls(", ".join(f"1 as x{n}" for n in range(3000)), 3)))
    yield "parquet a text again and again", lambda: ("appels.parquet", parquet(calls("repeat('x', 20000) as x", 20_000)))
    yield "parquet no row", lambda: ("appels.parquet", parquet(calls(rows=0)))
    for seed in range(10):
        yield f"parquet flipped {seed}", lambda seed=seed: ("appels.parquet", flipped(parquet(calls()), seed))
    for share in (0.1, 0.5, 0.99):
        yield (
            f"parquet cut {share}",
            lambda share=share: ("appels.parquet", (lambda made: made[: int(len(made) * share)])(parquet(calls()))),
        )
    yield "parquet a footer without end", lambda: ("appels.parquet", parquet(calls())[:-8] + b"\xff\xff\xff\x7fPAR1")
    yield "parquet marks alone", lambda: ("appels.parquet", b"PAR1" + b"\0" * 50 + b"PAR1")


def flipped(made: bytes, seed: int) -> bytes:
    chance, content = random.Random(seed), bytearray(made)
    for place in chance.sample(range(4, len(content) - 8), 12):
        content[place] ^= 1 << chance.randrange(8)
    return bytes(content)


def event(name: str = "Dépôt", at: str = "2025-03-03T10:00:00+01:00", more: str = "") -> str:
    return f'<event><string key="concept:name" value="{name}"/><date key="time:timestamp" value="{at}"/>{more}</event>'


def trace(number: object, events: str) -> str:
    return f'<trace><string key="concept:name" value="{number}"/>{events}</trace>'


TRACES = "".join(trace(n, event() + event("Clôture", "2025-03-09T10:00:00+01:00")) for n in range(40))


def xes(more: str = "", head: str = XML, log: str = "<log>") -> str:
    return f"{head}{log}{TRACES}{more}</log>"


def xes_inputs() -> Iterator[Input]:
    made: dict[str, Callable[[], str]] = {
        "laughs": lambda: xes(trace("&a11;", event("&a11;")), XML + LAUGHS),
        "few laughs": lambda: xes(trace(1, event("&b;" * 5000)), XML + '<!DOCTYPE log [<!ENTITY b "' + "b" * 40_000 + '">]>'),
        "a file from elsewhere": lambda: xes(trace(1, event("&a;")), XML + ELSEWHERE),
        "a page from elsewhere": lambda: xes(head=XML + '<!DOCTYPE log SYSTEM "http://127.0.0.1:9/x.dtd">'),
        "parameters from elsewhere": lambda: xes(head=XML + '<!DOCTYPE log [<!ENTITY % p SYSTEM "file:///etc/hostname"> %p;]>'),
        "nested without end": lambda: xes("<a>" * 200_000 + "</a>" * 200_000),
        "nested in an event": lambda: xes(trace(1, event(more='<list key="a">' * 50_000 + "</list>" * 50_000))),
        "left open": lambda: xes("<trace>" * 100_000),
        "no case": lambda: f"{XML}<log></log>",
        "events of no case": lambda: xes(event() * 100_000),
        "cases of no event": lambda: xes(trace(1, "") * 50_000),
        "a case without end": lambda: xes(trace(1, event() * 100_000)),
        "attributes without end": lambda: xes(trace(1, event(more="".join(f'<string key="k{n}" value="x"/>' for n in range(5000))))),
        "attributes of no key": lambda: xes(trace(1, event(more='<string/><string key=""/><date key="x"/>' * 500))),
        "a long value": lambda: xes(trace(1, event("x" * 300_000))),
        "a value without end": lambda: xes(trace(1, event("x" * 20_000_000))),
        "dates of no time": lambda: xes(
            "".join(trace(n, event(at=at)) for n, at in enumerate(("9999-12-31", "x", "", "2025-99-99T99:99", "1e308")))
        ),
        "an encoding of nobody": lambda: xes(head='<?xml version="1.0" encoding="zzz"?>'),
        "another encoding than told": lambda: xes(head='<?xml version="1.0" encoding="utf-16"?>'),
        "cut": lambda: xes()[:-30],
        "something after it": lambda: xes() + "<x/>",
        "names in a space": lambda: xes(log='<log xmlns="http://www.xes-standard.org/" xmlns:x="y">'),
        "marks of no XML": lambda: xes(trace(1, event("&#0;"))),
        "comments": lambda: xes("<!-- -->" * 100_000 + "<?x y?>" * 100_000),
    }
    for what, one in made.items():
        yield f"xes {what}", lambda one=one: ("journal.xes", one().encode())


def inputs() -> Iterator[Input]:
    for family in (json_inputs, parquet_inputs, xes_inputs):
        yield from family()
    for what in ("statement", "template", "terminal"):
        yield f"ndjson key {what}", lambda what=what: ("a.ndjson", "\n".join(json.dumps(one | {ODD[what]: 1}) for one in RECORDS).encode())
