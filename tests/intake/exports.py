"""Exports written after the documentation of the products they come from, and the reading of one by its preset alone."""

import datetime as dt
import io

import xlwt

from diagnostic.engagement import Source
from diagnostic.intake import presets
from diagnostic.intake.files.readers import open_source
from tests.intake.mission import Mission


def xls(rows):
    """A workbook of the old format, every cell a text as RDV Service Public writes them."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Export")
    style = xlwt.easyxf(num_format_str="dd/mm/yyyy hh:mm")
    for line, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            sheet.write(line, column, cell, *((style,) if isinstance(cell, dt.datetime) else ()))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def recognised(mission: Mission, name: str, **given):
    """The preset that comes first for a file nobody has mapped yet."""
    opened = open_source(mission.folder, Source(file=f"data/{name}", table="contacts", columns={}, **given))
    return presets.recognise(opened.sheet.header.names, opened.format)[0][0].name


def taken(mission: Mission, name: str, content, preset: str, **given):
    """The ledger of a file that its preset alone reads, once it has been recognised."""
    path = mission.folder / "data" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    assert recognised(mission, name, **given) == preset
    proposed = {one.name: one for one in presets.presets()}[preset].source(f"data/{name}")
    mission.sources.append(Source(**proposed, **given))
    return mission.take()


# 1736154000 is 2025-01-06 10:00:00 in Paris
QUEUE_LOG = """1736153000|NONE|NONE|NONE|QUEUESTART|
1736154000|1736154000.1|accueil|NONE|ENTERQUEUE||0612345678|1
1736154010|1736154000.1|accueil|SIP/101|RINGNOANSWER|10000
1736154025|1736154000.1|accueil|SIP/102|CONNECT|25|1736154020.2|5
1736154145|1736154000.1|accueil|SIP/102|COMPLETECALLER|25|120|1
1736154030|1736154030.1|accueil|NONE|ENTERQUEUE||0612345679|2
1736154090|1736154030.1|accueil|NONE|ABANDON|1|2|60
1736154200|1736154200.1|accueil|NONE|ENTERQUEUE||0612345680|1
1736154260|1736154200.1|accueil|NONE|EXITWITHTIMEOUT|1|1|60
1736154260|1736154200.1|secours|NONE|ENTERQUEUE||0612345680|1
1736154265|1736154200.1|secours|SIP/103|CONNECT|5|1736154260.2|3
1736154300|1736154200.1|secours|SIP/103|BLINDTRANSFER|200|default|5|35|1
1736154400|1736154400.1|accueil|NONE|ENTERQUEUE||anonymous|1
1736154405|1736154400.1|accueil|NONE|EXITEMPTY|1|1|5
1736154500|1736154500.1|accueil|NONE|ENTERQUEUE||0612345681|1
"""


def leg(start, answer, end, disposition, call, channel="SIP/101-1", app="Dial", billsec=0):
    cells = ("", "0612345678", "200", "from-trunk", '"Anne ""MARTIN""" <0612345678>', "SIP/trunk-1", channel, app, "SIP/101")
    quoted = ",".join(cell if cell.startswith('"') else f'"{cell}"' for cell in cells)
    return f'{quoted},"{start}","{answer}","{end}",30,{billsec},"{disposition}","DOCUMENTATION","{call[0]}","","","{call[1]}",{call[2]}\n'


XES = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1.0" xmlns="http://www.xes-standard.org/">
 <global scope="trace"><string key="concept:name" value="UNKNOWN"/></global>
 <trace><string key="concept:name" value="D1"/><string key="channel" value="email"/>
  <event><string key="concept:name" value="Examen"/><date key="time:timestamp" value="2025-01-08T09:00:00.000+01:00"/></event>
  <event><string key="concept:name" value="Dépôt"/><date key="time:timestamp" value="2025-01-06T09:00:00.000+01:00"/>
   <string key="org:resource" value="Léa Petit"/></event>
  <event><string key="concept:name" value="Décision"/><date key="time:timestamp" value="2025-01-10T09:00:00.000+01:00"/></event>
 </trace>
 <trace><string key="concept:name" value="D2"/><date key="enddate" value="2025-07-02T09:00:00.000+02:00"/>
  <event><string key="concept:name" value="Dépôt"/><date key="time:timestamp" value="2025-07-01T09:00:00.000+02:00"/></event>
 </trace>
</log>
"""
