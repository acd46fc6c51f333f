"""The format of a file's text, from its first lines: what it is, not what its name says."""

from __future__ import annotations

import csv
import re
from itertools import islice

SHOWN = 20
QUEUE_LOG = re.compile(r"\d{9,11}(\.\d+)?\|[^|]*\|[^|]*\|[^|]*\|[A-Z]{3,}(\||$)")
STAMP = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
DISPOSITIONS = ("ANSWERED", "NO ANSWER", "BUSY", "FAILED", "CONGESTION")
# of `Master.csv`: 16 columns, then as the telephone system is set up uniqueid, userfield, peeraccount, linkedid, sequence
START, DISPOSITION, WIDTHS = 9, 14, range(16, 22)
DATABASE = ("calldate", "lastapp", "disposition")


def format_of(head: str) -> str:
    """`json`, `ndjson`, `xes`, `queue_log`, `asterisk_cdr`, else `csv`."""
    text = head.lstrip("\ufeff \t\r\n")
    lines = [line for line in text.splitlines() if line.strip()]
    if text.startswith("<") and re.search(r"<log[\s>]", text):
        return "xes"
    if re.match(r"\[\s*[\[{]", text):
        return "json"
    if re.match(r"\{\s*[\"}]", text):
        return "ndjson" if len(lines) > 1 and lines[0].rstrip().endswith("}") and lines[1].startswith("{") else "json"
    if sum(bool(QUEUE_LOG.match(line)) for line in lines[:SHOWN]) > len(lines[:SHOWN]) / 2:
        return "queue_log"
    return "asterisk_cdr" if _is_cdr(lines) else "csv"


def _is_cdr(lines: list[str]) -> bool:
    """Whether the lines are records of Asterisk, as `Master.csv` writes them or with the headers of its database."""
    rows = list(islice(csv.reader(lines, delimiter=","), SHOWN))
    if rows and set(DATABASE) <= {cell.strip().lower() for cell in rows[0]}:
        return True
    whole = [row for row in rows if len(row) in WIDTHS and STAMP.fullmatch(row[START]) and row[DISPOSITION].upper() in DISPOSITIONS]
    return len(whole) > len(rows) / 2
