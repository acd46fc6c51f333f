"""Hostile texts: CSV and logs of telephone systems, by what is wrong with them. Each is made when it is asked for."""

from __future__ import annotations

import gzip
import io
import random
from collections.abc import Callable, Iterator

Input = tuple[str, Callable[[], tuple[str, bytes]]]
HEADER = "Date appel;Numéro appelant;Statut;Attente;Motif;Courriel"
ROWS = [
    f"{n % 28 + 1:02}/0{n // 28 + 1}/2025 09:{n % 60:02};06120000{n:02};{('Répondu', 'Abandonné')[n % 2]};{20 + n};Voirie;u{n}@exemple.fr"
    for n in range(56)
]
# what regular expressions that try again are slow on
ENDLESS = {
    "digits": "1" * 50_000,
    "clocks": "1:" * 25_000,
    "spaced digits": "1 " * 25_000,
    "dotted digits": "1." * 25_000 + "x",
    "slashes": "01/" * 17_000,
    "at signs": "a@" * 25_000,
    "dotted mails": "a@a." * 12_000 + "@",
    "telephones": "06 " * 17_000 + "x",
    "hours": "12h" * 17_000,
    "durations": "1 h 2 min " * 5_000 + "x",
    "blanks": " " * 50_000 + "x",
    "no-break blanks": "\u00a0" * 50_000 + "x",
    "dashes": "- " * 25_000,
    "words": "lundi " * 9_000 + "3",
    "stars": "★" * 50_000,
    "brackets": "(" * 50_000,
    "accents": "e" + "\u0301" * 50_000,
    "backslashes": "\\" * 50_000,
    "apostrophes": "l'" * 25_000,
    "total": "Total " * 9_000,
}
ODD = {
    "number of no size": "1e308",
    "endless number": "9" * 400,
    "not a number": "NaN",
    "infinity": "-Infinity",
    "day of never": "31/12/9999",
    "day zero": "00/00/0000",
    "year of five digits": "01/01/99999 10:00",
    "epoch far ahead": "9" * 19,
    "negative": "-5",
    "arabic digits": "٣٤/٠١/٢٠٢٥",
    "full-width digits": "１２",
    "formula": "=cmd|' /C calc'!A0",
    "statement": "'; drop table raw; --",
    "template": "{{7*7}} {0} %s ${x} {name!r:>{width}}",
    "script": "<script>alert(1)</script>",
    "terminal": "\x1b[2J\x07\x08",
    "right to left": "\u202eenilpal",
    "zero width": "\u200b\u2060\ufeff",
    "path": "../../../../etc/passwd",
    "null words": "NULL",
}
STRAYS = ('"Voirie', 'Voirie"', 'Vo"irie', '"Voirie" nord', '"', '""', '"""', '";"', '"\\"', "'Voirie")


def text(rows: list[str] = ROWS, header: str = HEADER) -> str:
    return "\n".join([header, *rows]) + "\n"


def csv(made: Callable[[], str | bytes], name: str = "appels.csv") -> Callable[[], tuple[str, bytes]]:
    def make() -> tuple[str, bytes]:
        content = made()
        return name, content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content

    return make


def with_cell(cell: str, place: int) -> str:
    """The rows of which every fifth holds this cell."""
    return text(
        [";".join(cell if n % 5 == 0 and at == place else one for at, one in enumerate(row.split(";"))) for n, row in enumerate(ROWS)]
    )


def with_stray(stray: str, seed: int) -> str:
    chance, rows = random.Random(seed), list(ROWS)
    for place in chance.sample(range(len(rows)), chance.choice((1, 2, 3))):
        rows[place] = rows[place].replace("Voirie", stray)
    return text(rows)


def csv_inputs() -> Iterator[Input]:
    for stray in STRAYS:
        for seed in range(3):
            yield f"csv stray {stray} {seed}", csv(lambda stray=stray, seed=seed: with_stray(stray, seed))
    for what, cell in ENDLESS.items():
        for place in (0, 3, 4):
            yield f"csv {what} in column {place}", csv(lambda cell=cell, place=place: with_cell(cell, place))
    for what, cell in ODD.items():
        yield f"csv {what} in cells", csv(lambda cell=cell: "".join(with_cell(cell, place) for place in range(6)))
        yield f"csv {what} in headers", csv(lambda cell=cell: text(header=HEADER.replace("Motif", f"Motif {cell}").replace("Statut", cell)))
    for place in range(6):
        yield f"csv cell of 300,000 characters {place}", csv(lambda place=place: with_cell("x" * 300_000, place))
    for encoding in ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7", "cp037", "cp1252", "mac_roman"):
        yield f"csv in {encoding}", csv(lambda encoding=encoding: text().encode(encoding))
        yield f"csv cut in {encoding}", csv(lambda encoding=encoding: text().encode(encoding)[:-3])
    whole = {
        "NUL in a cell": lambda: text().encode().replace(b"Voirie", b"Voi\0rie"),
        "NUL in the headers": lambda: text().encode().replace(b"Motif", b"Mo\0tif"),
        "NUL late": lambda: text(ROWS * 100).encode() + b"\0" * 5000,
        "bytes of no encoding": lambda: text().encode() + bytes(range(128, 256)) * 20,
        "surrogates": lambda: text().replace("Voirie", "\ud83d"),
        "mark in the middle": lambda: text() + "\ufeff" + text(),
        "carriage returns": lambda: text().replace("\n", "\r"),
        "line ends of all kinds": lambda: "\r\n".join(ROWS[:9]) + "\x0b\x0c\x1c\x85\u2028".join(ROWS),
        "no line end": lambda: text().rstrip("\n") + ';"',
        "one line without end": lambda: "a;b;" * 6_000_000,
        "one cell without end": lambda: text() + '01/02/2025 10:00;"' + "x\n" * 9_000_000,
        "a quote on every line": lambda: text([f'"{row}' for row in ROWS] * 500),
        "quotes that open and close": lambda: text(['x";"z'] * 30_000),
        "three thousand columns": lambda: text([row + ";x" * 3000 for row in ROWS], HEADER + "".join(f";C{n}" for n in range(3000))),
        "ten thousand columns": lambda: text([row + ";x" * 10_000 for row in ROWS], HEADER + "".join(f";C{n}" for n in range(10_000))),
        "two hundred thousand cells": lambda: text() + ";" * 200_000 + "\n" + text(),
        "a header of 300,000 characters": lambda: text(header=HEADER.replace("Motif", "Motif" * 60_000)),
        "the same header five hundred times": lambda: text([row + ";x" * 500 for row in ROWS], HEADER + ";Motif" * 500),
        "headers of the engine": lambda: text(header="c0;line;h;raw;c1;batch"),
        "empty headers": lambda: text(header=";;;;;"),
        "a million blank lines": lambda: text() + "\n" * 1_000_000 + text(),
        "a million empty rows": lambda: text() + ";;;;;\n" * 300_000,
        "lines of blanks": lambda: text() + "      \n" * 300_000,
        "totals in the middle": lambda: text([*ROWS[:9], ";;;;Total travaux;", "Total;;;12;;", *ROWS[9:], "Total;;;99;;"]),
        "headers again and again": lambda: text([HEADER] * 5000 + ROWS),
        "nothing but headers": lambda: text([HEADER] * 5000),
        "two tables": lambda: text() + "\n\nSite;Guichets\nMairie;3\nAnnexe;2\n" * 50,
        "a page": lambda: "<html><table>" + "<tr><td>1</td></tr>" * 5000,
        "a mail": lambda: "From: a@exemple.fr\nSubject: export\n\n" + text(),
        "SQL": lambda: "INSERT INTO appels VALUES ('a', 1);\n" * 5000,
        "a script": lambda: "#!/bin/sh\nrm -rf /\n" * 500,
        "YAML": lambda: "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n" * 100,
        "random bytes": lambda: random.Random(1).randbytes(200_000),
        "random text": lambda: "".join(random.Random(2).choices('ab;,\t|"\n\r 019', k=100_000)),
        "random text of quotes": lambda: "".join(random.Random(3).choices('a;"\n', k=60_000)),
    }
    for what, made in whole.items():
        yield f"csv {what}", csv(made)
    yield "csv a long file name", csv(text, "a" * 250 + ".csv")


def packed(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


def endless(piece: bytes, megabytes: int) -> bytes:
    """The gzip of a piece again and again, of so many megabytes once unpacked."""
    made = io.BytesIO()
    with gzip.GzipFile(fileobj=made, mode="wb", mtime=0) as stream:
        block = piece * ((1 << 20) // len(piece))
        stream.write(text().encode())
        for _ in range(megabytes):
            stream.write(block)
    return made.getvalue()


def gz_inputs() -> Iterator[Input]:
    good = packed(text().encode())
    whole = {
        "39 million blank lines": lambda: endless(b"\n", 39),
        "a line of 500 megabytes": lambda: endless(b"a", 500),
        "500 megabytes of rows": lambda: endless(ROWS[0].encode() + b"\n", 500),
        "seven megabytes of blank lines": lambda: endless(b"\n", 7),
        "cut": lambda: good[:-20],
        "of nothing": lambda: packed(b""),
        "twice": lambda: packed(good),
        "ten thousand members": lambda: packed(text().encode()) + packed(ROWS[0].encode() + b"\n") * 10_000,
        "something after it": lambda: good + b"garbage" * 100,
        "a wrong sum": lambda: good[:-8] + b"\0" * 8,
        "a wrong head": lambda: b"\x1f\x8b" + b"\xff" * 100,
        "flipped": lambda: good[:60] + bytes([good[60] ^ 255]) + good[61:],
    }
    for what, made in whole.items():
        yield f"gz {what}", csv(made, "appels.csv.gz")


QUEUE = [f"{1_735_800_000 + n * 600}|call{n}|accueil|NONE|ENTERQUEUE||06120000{n:02}|1" for n in range(40)]
QUEUE += [f"{1_735_800_030 + n * 600}|call{n}|accueil|Agent/{n}|CONNECT|30|x|2" for n in range(40)]


def queue_inputs() -> Iterator[Input]:
    def log(*more: str) -> str:
        return "\n".join([*QUEUE, *more]) + "\n"

    whole = {
        "epochs out of time": lambda: log(*(f"{epoch}|c|q|a|ENTERQUEUE||1|1" for epoch in ("9" * 11, "9" * 13, "0", "1e5", "-1"))),
        "fields without end": lambda: log("1735800000|c|q|a|CONNECT" + "|1" * 100_000),
        "few fields": lambda: log(*["1735800000|c|q", "||||", "|", "1735800000"] * 100),
        "waits of no size": lambda: log(*(f"1735800{n:03}|c{n}|q|a|ABANDON|1|1|{'9' * 13}.{'9' * 400}" for n in range(99))),
        "a cell of 300,000 characters": lambda: log("1735800000|" + "c" * 300_000 + "|q|a|ENTERQUEUE||1|1"),
        "calls that never end": lambda: log(*(f"1735800000|n{n}|q|a|ENTERQUEUE||1|1" for n in range(100_000))),
        "one call without end": lambda: log(*(f"{1_735_800_000 + n}|one|q|a|CONNECT|{n}|x|2" for n in range(100_000))),
        "the same line": lambda: log(*["1735800000|one|q|a|CONNECT|5|x|2"] * 100_000),
        "time that runs back": lambda: "\n".join(reversed(QUEUE)),
        "NUL": lambda: log("1735800000|\0|q|a|ENTERQUEUE||1|1"),
        "events of no call": lambda: log(*["1735800000|NONE|NONE|NONE|QUEUESTART|"] * 5000),
        "cut": lambda: log()[:-17],
        "cells with quotes": lambda: log('1735800000|"c|q|a|ENTERQUEUE||"1|1', '1735800001|c"|q|a|CONNECT|"3"|x|2'),
    }
    for what, made in whole.items():
        yield f"queue_log {what}", csv(made, "queue_log")


def leg(n: int, **said: str) -> str:
    cells = {
        "account": "",
        "src": f"06120000{n:02}",
        "dst": "100",
        "context": "in",
        "clid": '"x"',
        "channel": "SIP/a",
        "dst_channel": "SIP/b",
    }
    cells |= {"app": "Dial", "data": "", "start": f"2025-03-{n % 28 + 1:02} 10:00:00", "answer": f"2025-03-{n % 28 + 1:02} 10:00:09"}
    cells |= {
        "end": f"2025-03-{n % 28 + 1:02} 10:01:00",
        "duration": "60",
        "billsec": "51",
        "disposition": "ANSWERED",
        "ama": "3",
        "id": f"u{n}",
    }
    return ",".join((cells | said).values())


def cdr_inputs() -> Iterator[Input]:
    good = [leg(n) for n in range(40)]

    def log(*more: str) -> str:
        return "\n".join([*good, *more]) + "\n"

    whole = {
        "stamps with a zone": lambda: log(*(leg(n, answer=f"2025-03-{n + 1:02}T10:00Z") for n in range(20))),
        "days alone": lambda: log(*(leg(n, start="2025-03-04", answer="2025-03-04T11+01:00") for n in range(20))),
        "weeks": lambda: log(leg(1, start="2025-W10-1"), leg(2, start="20250304T101010"), leg(3, start="0001-01-01 00:00:00")),
        "seconds of no size": lambda: log(leg(1, billsec="9" * 5000), leg(2, billsec="٣"), leg(3, billsec="²"), leg(4, billsec="-1")),
        "a cell of 300,000 characters": lambda: log(leg(1, src="x" * 300_000), leg(2, data='"' + "x" * 300_000)),
        "an open quote": lambda: log(leg(1, clid='"x'), leg(2, clid='"')),
        "cells without end": lambda: log(leg(1) + "," * 100_000),
        "few cells": lambda: log(*["a,b,c", ",,,,", ","] * 500),
        "headers again and again": lambda: "\n".join(["calldate,clid,src,dst,lastapp,disposition"] * 500),
        "headers of no call": lambda: "calldate,lastapp,disposition\n" + "2025-03-04 10:00:00,Dial,ANSWERED\n" * 40,
        "headers twice": lambda: "calldate,calldate,lastapp,disposition,start\n" + "2025-03-04 10:00:00,x,Dial,ANSWERED,\n" * 40,
        "NUL": lambda: log(leg(1, src="\0")),
        "one call of many lines": lambda: log(*(leg(1, data=str(n)) for n in range(50_000))),
        "cut": lambda: log()[:-31],
    }
    for what, made in whole.items():
        yield f"cdr {what}", csv(made, "Master.csv")


def inputs() -> Iterator[Input]:
    for family in (csv_inputs, gz_inputs, queue_inputs, cdr_inputs):
        yield from family()
