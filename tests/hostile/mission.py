"""A small mission that is right, and what may be put into its folder."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Key = str | int
CALLS = "Date appel;Issue;Motif;Téléphone;Attente\n" + "".join(
    f"{n % 28 + 1:02}/{n % 12 + 1:02}/2025 {9 + n % 8:02}:00;{'Décroché' if n % 5 else 'Raccroché'};Motif {n % 4};0142{n % 37:06};{n}\n"
    for n in range(120)
)
CASES = "Numéro;Démarche;Créée le;Close le\n" + "".join(
    f"D{day};Acte;{day % 28 + 1:02}/{day % 11 + 1:02}/2025;{day % 28 + 1:02}/{day % 11 + 2:02}/2025\n" for day in range(60)
)
SETTINGS: dict[str, Any] = {
    "client": {"name": "Ville", "population": 5000, "languages": ["fr"], "timezone": "Europe/Paris", "school_zone": "C", "holidays": "FR"},
    "period": {"start": "2025-01-01", "end": "2025-12-31", "extract_date": "2026-01-10"},
    "perimeter": {
        "services": ["Accueil"],
        "sites": ["Mairie"],
        "channels": ["phone"],
        "absent": [{"channel": "counter", "service": "Accueil", "why": "pas compté"}],
    },
    "sources": [
        {
            "file": "data/appels.csv",
            "table": "contacts",
            "format": "csv",
            "header_row": 1,
            "encoding": "utf-8",
            "internal_digits": 4,
            "list_separator": ";",
            "channel": "phone",
            "columns": {"occurred_at": "Date appel", "outcome": "Issue", "topic": "Motif", "phone": "Téléphone", "wait_s": "Attente"},
            "unit": {"wait_s": "minutes"},
            "fixed": {"service": "Accueil"},
            "dates": "%d/%m/%Y %H:%M",
            "values": {"outcome": {"Décroché": "answered", "Raccroché": "abandoned"}, "topic": {"Motif 1": "Urbanisme"}},
        },
        {"file": "data/dossiers.csv", "table": "cases", "columns": {"case_id": "Numéro", "procedure": "Démarche", "opened_at": "Créée le"}},
    ],
    "hours": [
        {
            "site": "Mairie",
            "channel": "counter",
            "rules": "Mo-Fr 09:00-12:00; PH off",
            "valid_from": "2024-01-01",
            "valid_to": "2026-12-31",
        },
        {"site": "Mairie", "channel": "phone", "week": {"lundi à vendredi": "9h-12h"}, "appointment_only": False},
    ],
    "closures": [{"site": "Mairie", "channel": "counter", "from": "2025-08-04", "to": "2025-08-22", "why": "congés"}],
    "events": [{"date": "2025-09-01", "kind": "break", "label": "Rentrée", "source": "appels"}],
    "promises": [{"procedure": "Acte", "days": 5, "kind": "announced", "clock_start": "opened"}],
    "topic_groups": "data/motifs.csv",
    "relays": {"file": "data/relais.csv", "column": "Téléphone", "identifiers": ["0142761234"]},
    "constraints": {
        "block_hours": 2,
        "earliest": "08:00",
        "latest": "19:00",
        "changes": 2,
        "hours_moved": 4,
        "days": ["Mo"],
        "keep": ["Fr"],
    },
    "targets": {"reach.answer_rate_agent": {"value": 0.85, "source": "SP+"}},
    "parameters": {
        "repeat_window_days": 7,
        "chaser_after_days": 7,
        "small_group": 11,
        "min_team": 5,
        "min_cases": 30,
        "unavailability": 0.25,
        "occupancy": 0.85,
        "annual_hours": 1607,
        "repeat_effort": 1,
        "short_abandon_s": 5,
        "answer_within_s": 20,
        "shared_identifier": 3,
        "relay_contacts_per_year": 60,
        "handling_minutes": {"phone": 4},
        "seasonal_profile": {8: 0.6},
        "service_level": 0.8,
        "minimum_presence": 1,
        "counter_within_minutes": 10,
        "patience_s": 120,
        "coding_sample": 200,
        "least_gain_points": 1,
        "draws": 100,
        "seed": 1,
    },
    "brand": {"primary": "#1a4f7a", "accent": "#c8553d", "consultant": "Cabinet"},
    "to_confirm": [{"file": "data/appels.csv", "column": "Sens", "question": "Qui ?", "proposal": "x", "confidence": 0.75}],
}


@dataclass(frozen=True)
class Input:
    """What is put into the folder of the mission, and the commands that run over it, `DIR` standing for the folder."""

    put: Callable[[Path], object]
    commands: tuple[tuple[str, ...], ...] = (("check", "DIR"),)


class Raw(str):
    """A value as it is written in the file."""


def written(value: Any) -> str:
    """A value as YAML writes it on a line."""
    if isinstance(value, Raw):
        return str(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(str(key), ensure_ascii=False)}: {written(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(written, value)) + "]"
    dated = isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-"
    return value if dated else json.dumps(value, ensure_ascii=False)


def settings(content: dict[str, Any]) -> str:
    return "".join(f"{key}: {written(value)}\n" for key, value in content.items())


def mission(folder: Path) -> Path:
    """A small mission that is right."""
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "appels.csv").write_text(CALLS, encoding="utf-8")
    (folder / "data" / "dossiers.csv").write_text(CASES, encoding="utf-8")
    (folder / "data" / "motifs.csv").write_text("word;topic\nMotif 2;Voirie\n", encoding="utf-8")
    (folder / "data" / "relais.csv").write_text("Téléphone\n0142000001\n", encoding="utf-8")
    (folder / "engagement.yml").write_text(settings(SETTINGS), encoding="utf-8")
    return folder


def replaced(place: tuple[Key, ...], value: Any) -> str:
    """The settings with another value at a place."""
    content = copy.deepcopy(SETTINGS)
    at: Any = content
    for key in place[:-1]:
        at = at[key]
    at[place[-1]] = value
    return settings(content)


def file(name: str, content: str | bytes) -> Callable[[Path], object]:
    def put(folder: Path) -> None:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))

    return put
