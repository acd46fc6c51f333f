"""What a proposal offers in comments: parts of `engagement.yml` that no file gives, right as they stand once they are no comment."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from diagnostic import schema, wording
from diagnostic.proposal import Proposal

# what is offered of each kind: more is for the reference page
FEW = 8
# marks the sentences among what may be uncommented
PROSE = "# "


def before_sources(proposal: Proposal, language: str) -> str:
    return _part("perimeter", _perimeter(proposal, language), language)


def after_sources(proposal: Proposal, language: str) -> str:
    """The parts that the mission may need, each after a sentence."""
    year = proposal.period[0].year if proposal.period else dt.date.today().year - 1
    places = _perimeter(proposal, language)
    site = str(places["sites"][0])
    procedures = _seen(proposal, "procedure") or [_example("procedure", language)]
    hours = [{"site": site, "channel": channel, "rules": "Mo-Fr 09:00-12:00,14:00-17:00; PH off"} for channel in ("counter", "phone")]
    parts: dict[str, Any] = {
        "hours": [] if proposal.hours else hours,
        "closures": [{"from": dt.date(year, 8, 4), "to": dt.date(year, 8, 22), "why": _example("closure", language)}],
        "events": [] if proposal.events else [{"date": dt.date(year, 9, 1), "kind": "peak", "label": _example("event", language)}],
        "promises": [{"procedure": procedure, "days": 15, "kind": "announced"} for procedure in procedures],
        "targets": {"reach.answer_rate_agent": {"value": 0.85, "source": "Services Publics+"}},
        "brand": {"consultant": _example("consultant", language), "primary": "#1a4f7a"},
    }
    return "\n\n".join(_part(key, value, language) for key, value in parts.items() if value)


def client(proposal: Proposal, language: str) -> str:
    """The keys of the client that are not answered."""
    offered = {"population": "12000", "school_zone": "C"}
    said = {key: wording.text(f"proposal.client.{key}", language) for key in offered}
    return "\n".join(f"{PROSE}{said[key]}\n{key}: {value}" for key, value in offered.items() if not proposal.answers.get(f"client.{key}"))


def extract_date(end: dt.date, language: str) -> str:
    return f"{PROSE}{wording.text('proposal.offered.extract_date', language)}\nextract_date: {end + dt.timedelta(days=10)}"


def flow(value: Any) -> str:
    """A value on one line of YAML."""
    from ruamel.yaml import YAML

    writer: Any = YAML(typ="safe", pure=True)
    writer.default_flow_style, writer.width, writer.allow_unicode, writer.sort_base_mapping_type_on_output = True, 4096, True, False
    stream = io.StringIO()
    writer.dump([value], stream)
    return stream.getvalue().strip()[1:-1].strip()


def _part(key: str, value: Any, language: str) -> str:
    lines = [f"{PROSE}{wording.text(f'proposal.offered.{key}', language)}"]
    if isinstance(value, list):
        return "\n".join([*lines, f"{key}:", *(f"  - {flow(item)}" for item in value)])
    return "\n".join([*lines, f"{key}:", *(f"  {name}: {flow(inner)}" for name, inner in value.items())])


def _perimeter(proposal: Proposal, language: str) -> dict[str, list[str]]:
    sites = list(dict.fromkeys(str(entry["site"]) for entry in proposal.hours)) or _seen(proposal, "site") or [_example("site", language)]
    services = _seen(proposal, "service") or [_example("service", language)]
    told = [source.entry.get("channel") for source in proposal.sources]
    told += [ours for source in proposal.sources for ours in source.entry.get("values", {}).get("channel", {}).values()]
    channels = [channel for channel in schema.CHANNELS if channel in told] or ["phone", "counter"]
    return {"services": services, "sites": sites, "channels": channels}


def _seen(proposal: Proposal, column: str) -> list[str]:
    """The most frequent words of a canonical column in the files."""
    words = [word for source in proposal.sources if column in source.matches for word in source.matches[column].field.words]
    return list(dict.fromkeys(words))[:FEW]


def _example(name: str, language: str) -> str:
    return wording.text(f"proposal.example.{name}", language).replace("’", "'")
