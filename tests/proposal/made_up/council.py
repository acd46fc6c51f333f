"""The exports of a made-up English council in the first half of 2025, dealt by a seed, and what is right for each."""

from __future__ import annotations

import csv
import datetime as dt
import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openpyxl import Workbook

CONTACT_CENTRE, CASES = "Contact Centre Daily Report.csv", "CRM extract Jan-Jun 2025.csv"
VISITS, FEEDBACK, OPENING = "csc_visits.xlsx", "Customer feedback.csv", "opening times.csv"
SATISFACTION, EASE = "How satisfied are you with how we dealt with you today?", "How easy was it to get help?"
CHANNELS = {"Telephone": "phone", "Online form": "web_form", "Email": "email", "Face to face": "counter", "White mail": "letter"}
TALK = dt.timedelta(minutes=4)


@dataclass(frozen=True)
class Right:
    """What a file of the council is: its table, the columns that matter by canonical name (one or several readings), their rows."""

    table: str
    rows: int
    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    personal: tuple[str, ...] = ()


def write(folder: Path, seed: int = 1) -> dict[str, Right]:
    """Write the exports in `folder`; what is right for each by the name of its file, but for the opening times."""
    dice = random.Random(seed)
    days = [day for position in range(181) if (day := dt.date(2025, 1, 1) + dt.timedelta(days=position)).weekday() < 5]
    _opening(folder)
    return {
        CONTACT_CENTRE: _contact_centre(folder, dice, days),
        CASES: _cases(folder, dice, days),
        VISITS: _visits(folder, dice, days),
        FEEDBACK: _feedback(folder, dice, days),
    }


def _csv(path: Path, rows: list[list[Any]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)


def _contact_centre(folder: Path, dice: random.Random, days: list[dt.date]) -> Right:
    rows: list[list[Any]] = [["Report Date", "Skill", "Calls Presented", "Calls Taken", "Calls Lost", "ASA (secs)", "Avg Talk Time"]]
    for day in days:
        for skill in ("Council Tax", "Waste & Recycling", "Switchboard"):
            presented, lost = dice.randrange(60, 140), dice.randrange(3, 20)
            talk = TALK + dt.timedelta(seconds=dice.randrange(-60, 61))
            rows.append([f"{day:%d/%m/%Y}", skill, presented, presented - lost, lost, dice.randrange(20, 240), str(talk)])
    _csv(folder / CONTACT_CENTRE, rows)
    columns = {
        "day": ("Report Date",),
        "queue": ("Skill",),
        "offered": ("Calls Presented",),
        "answered": ("Calls Taken",),
        "abandoned": ("Calls Lost",),
        "wait_s": ("ASA (secs)",),
        "handle_s": ("Avg Talk Time",),
    }
    return Right("call_counts", len(rows) - 1, columns)


def _cases(folder: Path, dice: random.Random, days: list[dt.date]) -> Right:
    header = ["Case Ref", "Logged On", "Service Request", "How Received", "Target Date", "Completed On", "Case Status"]
    rows: list[list[Any]] = [[*header, "Customer Name", "Customer Email", "Notes"]]
    for position in range(900):
        logged = dt.datetime.combine(dice.choice(days), dt.time(9)) + dt.timedelta(minutes=dice.randrange(480))
        done = logged + dt.timedelta(days=dice.randrange(1, 30), minutes=dice.randrange(200))
        shut = done.date() < dt.date(2025, 7, 1)
        rows.append(
            [
                f"CR{410000 + position}",
                f"{logged:%d-%b-%Y %H:%M}",
                dice.choice(["Missed bin", "Council tax query", "Pothole", "Blue badge", "Fly tipping"]),
                dice.choice(list(CHANNELS)),
                f"{logged + dt.timedelta(days=10):%d-%b-%Y}",
                f"{done:%d-%b-%Y %H:%M}" if shut else "",
                "Completed" if shut else dice.choice(["In progress", "Assigned"]),
                dice.choice(["Mrs P Whitlock", "Mr A Okafor", "Ms J Penhaligon"]),
                f"resident{dice.randrange(700)}@example.org",
                dice.choice(["", "Resident rang back, very unhappy about the wait.", "Photo attached, near number 14."]),
            ]
        )
    _csv(folder / CASES, rows)
    columns = {
        "case_id": ("Case Ref",),
        "opened_at": ("Logged On",),
        "procedure": ("Service Request",),
        "channel": ("How Received",),
        "due_at": ("Target Date",),
        "closed_at": ("Completed On",),
        "status": ("Case Status",),
        "email": ("Customer Email",),
    }
    return Right("cases", len(rows) - 1, columns, ("Customer Name", "Notes"))


def _visits(folder: Path, dice: random.Random, days: list[dt.date]) -> Right:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Office", "Enquiry type", "Arrived", "Seen", "Departed"])
    number = 0
    for day in days:
        for _ in range(dice.randrange(4, 9)):
            arrived = dt.datetime.combine(day, dt.time(9)) + dt.timedelta(seconds=dice.randrange(8 * 3600))
            seen = None if dice.random() < 0.08 else arrived + dt.timedelta(seconds=dice.randrange(60, 2400))
            departed = seen and seen + dt.timedelta(seconds=dice.randrange(120, 1800))
            office, enquiry = dice.choice(["Civic Centre", "Eastgate Library"]), dice.choice(["Housing", "Benefits", "Parking permit"])
            sheet.append([office, enquiry, arrived, seen, departed])
            number += 1
    book.save(folder / VISITS)
    columns = {
        "site": ("Office",),
        "topic": ("Enquiry type",),
        "taken_at": ("Arrived",),
        "called_at": ("Seen",),
        "done_at": ("Departed",),
    }
    return Right("tickets", number, columns)


def _feedback(folder: Path, dice: random.Random, days: list[dt.date]) -> Right:
    satisfied = ["Very satisfied", "Satisfied", "Neither", "Dissatisfied", "Very dissatisfied"]
    easy = ["Very easy", "Easy", "Neither", "Difficult", "Very difficult"]
    rows: list[list[Any]] = [["Submitted", SATISFACTION, EASE, "Anything else?"]]
    for day in sorted(dice.choice(days) for _ in range(200)):
        rows.append([f"{day:%d/%m/%Y} 12:{dice.randrange(60):02d}", dice.choice(satisfied), dice.choice(easy), ""])
    _csv(folder / FEEDBACK, rows)
    return Right("survey", 2 * (len(rows) - 1), {"at": ("Submitted",), "score": (f"{SATISFACTION} + {EASE}",)}, ("Anything else?",))


def _opening(folder: Path) -> None:
    week = ["9am - 5pm", "9am - 5pm", "10am - 5pm", "9am - 5pm", "9am - 4.30pm", "Closed", "Closed"]
    names = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    _csv(folder / OPENING, [["Location", *names], ["Civic Centre", *week], ["Contact Centre (phones)", *week]])
