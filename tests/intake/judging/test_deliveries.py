"""What two files of one table both hold counts once, in its later state; what only looks alike is kept and told."""

import datetime as dt
import io

import openpyxl
import pytest

from tests import cases
from tests.intake.exports import xls
from tests.intake.mission import Mission, counts

CASES = {"case_id": "N°", "opened_at": "Ouvert", "closed_at": "Clos", "procedure": "Démarche", "phone": "Tél"}
CALLS = {"occurred_at": "Date", "phone": "Numéro", "outcome": "Issue", "wait_s": "Attente"}
ENDS = {"outcome": {"Oui": "answered", "Non": "abandoned"}}
START = dt.datetime(2025, 1, 6, 9)


def case_list(seen, opened=range(60), shift=0, after=9, steps=1, precise=True):
    """Cases of one a day, each closed some days later; only what was known on day `seen` stands in the list."""
    form = "%d/%m/%Y %H:%M" if precise else "%d/%m/%Y"
    lines = ["N°;Ouvert;Clos;Démarche;Tél"]
    for number in opened:
        begun = START + dt.timedelta(days=number * steps, minutes=shift)
        ended = begun + dt.timedelta(days=after)
        if (begun - START).days <= seen:
            closed = ended.strftime(form) if (ended - START).days <= seen else ""
            lines.append(
                f"D{number};{begun.strftime(form)};{closed};{'Voirie' if number % 3 else 'Acte'};06{10000000 + 37 * number + shift}"
            )
    return "\n".join(lines) + "\n"


def state(mission):
    return mission.rows("cases", "opened_local, closed_local")


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_lists_extracted_again_count_as_the_last_one_alone(mission, tmp_path, order):
    lists = [case_list(seen) for seen in (20, 40, 59)]
    for number in order:
        mission.add(f"liste{number}.csv", lists[number], "cases", CASES)
    mission.take()
    alone = Mission(tmp_path / "alone").add("liste2.csv", lists[2], "cases", CASES)
    alone.take()
    assert sorted(state(mission), key=str) == sorted(state(alone), key=str)
    assert mission.intake.problems == ()
    kept = {ledger.source: (ledger.accepted, ledger.twice) for ledger in mission.intake.sources}
    assert kept == {"liste0": (0, {"delivered_twice": 21}), "liste1": (0, {"delivered_twice": 41}), "liste2": (60, {})}


def test_a_case_reopened_since_is_open(mission):
    first = "N°;Ouvert;Clos;Démarche;Tél\n" + "".join(
        f"D{day};{day:02d}/02/2025 09:00;2{day % 9}/02/2025 10:00;A;\n" for day in range(1, 10)
    )
    second = first.replace("D3;03/02/2025 09:00;23/02/2025 10:00", "D3;03/02/2025 09:00;") + "D99;10/03/2025 09:00;;A;\n"
    mission.add("mars.csv", second, "cases", CASES).add("fev.csv", first, "cases", CASES).take()
    assert [closed for opened, closed in state(mission) if opened.day == 3] == [None]
    assert len(state(mission)) == 10


def test_what_the_later_list_lacks_is_kept_and_told(mission):
    later = "\n".join(line for line in case_list(59).splitlines() if not line.startswith(("D4;", "D7;"))) + "\n"
    mission.add("fev.csv", case_list(40), "cases", CASES).add("mars.csv", later, "cases", CASES).take()
    assert len(state(mission)) == 60
    notes = {(ledger.source, note["note"]): note["rows"] for ledger in mission.intake.sources for note in ledger.notes}
    assert notes == {("fev", "delivered_twice"): 39, ("fev", "delivered_once"): 2}


@pytest.mark.parametrize("left_out", [("case_id",), ("case_id", "phone")])
@pytest.mark.parametrize("precise", [True, False])
def test_lists_without_numbers_count_as_the_last_one_alone(mission, left_out, precise):
    columns = {name: header for name, header in CASES.items() if name not in left_out}
    for name, seen in (("fev", 40), ("mars", 59)):
        mission.add(f"{name}.csv", case_list(seen, precise=precise), "cases", columns)
    mission.take()
    assert [ledger.accepted for ledger in mission.intake.sources] == [0, 60]
    assert sum(closed is None for _, closed in state(mission)) == 9


def test_the_same_numbers_and_stamps_under_other_procedures_are_two_sites(mission):
    columns = {name: header for name, header in CASES.items() if name != "phone"}
    one = case_list(59)
    mission.add("nord.csv", one, "cases", columns)
    mission.add("sud.csv", one.replace("Voirie", "Crèche").replace("Acte", "Voirie"), "cases", columns).take()
    assert [ledger.accepted for ledger in mission.intake.sources] == [60, 60]


@pytest.mark.parametrize("precise", [True, False])
def test_two_sites_that_number_alike_are_two(mission, precise):
    one, other = case_list(59, precise=precise), case_list(59, shift=11, steps=2, opened=range(30), precise=precise)
    mission.add("nord.csv", one, "cases", CASES).add("sud.csv", other, "cases", CASES).take()
    assert [ledger.accepted for ledger in mission.intake.sources] == [60, 30]
    assert {note["note"]: note["rows"] for note in mission.intake.sources[1].notes}["alike_numbers"] == 30


def test_the_same_numbers_and_stamps_with_other_people_are_two_lines(mission):
    lines = [
        "Id;Date;Numéro;Issue;Attente\n" + "".join(f"A{n};{n + 1:02d}/02/2025 09:00:00;06{base + n};Oui;{n}\n" for n in range(28))
        for base in (10000000, 20000000)
    ]
    for name, text in zip(("mairie", "ccas"), lines, strict=True):
        mission.add(f"{name}.csv", text, columns={"source_id": "Id", **CALLS}, values=ENDS)
    mission.take()
    assert [ledger.accepted for ledger in mission.intake.sources] == [28, 28]
    assert len({person for person in mission.values("person")}) == 56


def test_what_is_declared_of_two_sites_makes_them_two(mission):
    for site in ("Nord", "Sud"):
        mission.add(f"{site}.csv", case_list(59), "cases", CASES, fixed={"service": site})
    mission.take()
    assert [ledger.accepted for ledger in mission.intake.sources] == [60, 60]


def call_list(days, every=67, line=0, form="%d/%m/%Y %H:%M:%S", numbers=True):
    """Calls one every so many minutes over these days of the year."""
    lines = ["Date;Numéro;Issue;Attente"]
    for place in range(days.stop * 1440 // every):
        stamp = dt.datetime(2025, 1, 1) + dt.timedelta(minutes=every * place, seconds=17 * line + place % 3)
        if (stamp - dt.datetime(2025, 1, 1)).days in days:
            number = f"06{10000000 + 7919 * place + line}" if numbers else ""
            lines.append(f"{stamp.strftime(form)};{number};{'Oui' if place % 4 else 'Non'};{place % 90}")
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("numbers", [True, False])
def test_monthly_logs_that_share_days_count_them_once(mission, tmp_path, numbers):
    whole = call_list(range(60), numbers=numbers)
    alone = Mission(tmp_path / "alone").add("tout.csv", whole, columns=CALLS, values=ENDS)
    alone.take()
    mission.add("a.csv", call_list(range(35), numbers=numbers), columns=CALLS, values=ENDS)
    mission.add("b.csv", call_list(range(25, 60), numbers=numbers), columns=CALLS, values=ENDS).take()
    assert sorted(mission.values("occurred_local")) == alone.values("occurred_local")
    assert {note["note"] for ledger in mission.intake.sources for note in ledger.notes} == {"delivered_twice"}


def test_two_lines_over_the_same_days_are_two(mission):
    mission.add("a.csv", call_list(range(30)), columns=CALLS, values=ENDS)
    mission.add("b.csv", call_list(range(30), line=1), columns=CALLS, values=ENDS).take()
    assert [ledger.twice for ledger in mission.intake.sources] == [{}, {}]
    assert not any(ledger.notes for ledger in mission.intake.sources)


def visits(days, seed):
    lines = [
        f"{day + 1:02d}/03/2025;{('Etat civil', 'Urbanisme', 'Enfance')[(day * 7 + n * seed) % 3]}"
        for day in days
        for n in range(10 + seed)
    ]
    return "Date;Motif\n" + "\n".join(lines) + "\n"


def test_rows_of_whole_days_are_the_same_only_where_all_agree(mission, tmp_path):
    columns = {"occurred_at": "Date", "topic": "Motif"}
    mission.add("a.csv", visits(range(15), 1), columns=columns).add("b.csv", visits(range(10, 25), 1), columns=columns).take()
    assert [ledger.accepted for ledger in mission.intake.sources] == [10 * 11, 15 * 11]
    other = Mission(tmp_path / "other").add("a.csv", visits(range(15), 1), columns=columns)
    other.add("b.csv", visits(range(15), 2), columns=columns).take()
    assert [ledger.accepted for ledger in other.intake.sources] == [15 * 11, 15 * 12]
    assert "alike_rows" in {note["note"] for note in other.intake.sources[1].notes}


@pytest.mark.parametrize(("other", "left"), [(lambda day: 40 + day, 25), (lambda day: 61 - day, 30)])
def test_daily_counts_delivered_twice_count_once_and_those_of_another_line_do_not(mission, other, left):
    columns = {"day": "Jour", "offered": "Reçus"}
    for name, days, count in (("a", range(1, 16), lambda day: 40 + day), ("b", range(11, 26), other)):
        rows = "".join(f"{day:02d}/03/2025;{count(day)}\n" for day in days)
        mission.add(f"{name}.csv", f"Jour;Reçus\n{rows}", "call_counts", columns)
    mission.take()
    assert len(mission.rows("call_counts")) == left


RDV = ["date prise rdv", "heure prise rdv", "date rdv", "heure rdv", "service", "lieu", "origine", "statut"]


def appointment(day, status="Rendez-vous honoré", hour="09h00"):
    return ["02/01/2025", f"10h{day:02d}", f"{day:02d}/02/2025", hour, "État civil", "Mairie", "En ligne", status]


def test_both_exports_of_a_product_give_each_appointment_once(mission):
    only = {"usager(s)": "A", "au moins un usager mineur ?": "non", "commune du premier responsable": "X", "résultat des notifications": ""}
    rows = [[*RDV, *only], *([*appointment(day), *only.values()] for day in range(1, 11))]
    mine = {"rdv_id": "1", "usager": "A", "usager mineur ?": "non", "commune du responsable": "X"}
    comers = [(day, user) for day in range(1, 11) for user in "ABC"[: 3 if day == 5 else 1]]
    people = [[*RDV, *mine], *([*appointment(day), *(mine | {"usager": user}).values()] for day, user in comers)]
    people.append([*appointment(20), *mine.values()])
    for name, content, preset in (("rdv.xls", rows, "rdv_service_public"), ("part.xls", people, "rdv_service_public_participations")):
        mission.add(name, xls(content), "appointments", {}, preset=preset)
    mission.take()
    assert [(ledger.accepted, ledger.twice) for ledger in mission.intake.sources] == [(10, {}), (1, {"delivered_twice": 12})]


def test_the_same_appointments_in_the_export_of_another_product_are_told_and_kept(mission):
    columns = {"booked_at": "date prise rdv + heure prise rdv", "starts_at": "date rdv + heure rdv", "site": "lieu", "status": "statut"}
    other = {"booked_at": "RDV pris le", "starts_at": "Date du RDV", "site": "Organisation"}
    text = "\n".join(";".join(cells) for cells in [RDV, *(appointment(day, "Honoré") for day in range(1, 20))]) + "\n"
    insertion = "RDV pris le;Date du RDV;Organisation\n" + "".join(f"02/01/2025;{day:02d}/02/2025 09:00;CCAS\n" for day in range(1, 15))
    values = {"status": {"Honoré": "held"}}
    mission.add("rdv.csv", text, "appointments", columns, values=values, dates="%d/%m/%Y %Hh%M")
    mission.add("insertion.csv", insertion, "appointments", other).take()
    assert [ledger.accepted for ledger in mission.intake.sources] == [19, 14]
    assert {note["note"]: note.get("rows") for note in mission.intake.sources[1].notes}["alike_rows"] == 14


def test_an_appointment_delivered_again_is_what_became_of_it(mission):
    columns = {"booked_at": "date prise rdv + heure prise rdv", "starts_at": "date rdv + heure rdv", "site": "lieu", "status": "statut"}
    values = {"status": {"À venir": "planned", "Honoré": "held"}}
    for name, status, extra in (("mars.csv", "Honoré", 1), ("fev.csv", "À venir", 0)):
        lines = [appointment(day, status) for day in range(1, 20 + extra)]
        lines += [["03/02/2025", *appointment(28, status)[1:]]] * extra
        text = "\n".join(";".join(cells) for cells in [RDV, *lines]) + "\n"
        mission.add(name, text, "appointments", columns, values=values, dates="%d/%m/%Y %Hh%M")
    mission.take()
    assert set(mission.values("status", "appointments")) == {"held"}
    assert [counts(ledger)[1] for ledger in mission.intake.sources] == [21, 0]


@pytest.mark.parametrize(("name", "calls", "persons"), [("csv_overlap_two_files", 240, 240), ("overlap_calls_repeat", 600, 600)])
def test_days_that_two_files_of_a_town_share_count_once(name, calls, persons, tmp_path):
    with cases.derived(cases.proposed(name, tmp_path)) as store:
        found = store.query("select count(*) as calls, count(distinct person) as persons from fact_contacts where counted and in_period")
    assert tuple(found.iloc[0]) == (calls, persons)


def test_two_lists_of_a_town_are_its_last_one(tmp_path):
    states = []
    for name in ("cases_two_deliveries_person", "cases_one_delivery_person"):
        with cases.derived(cases.proposed(name, tmp_path / name)) as store:
            columns = "opened_local, closed_local, procedure, channel, state"
            states.append(store.query(f"select {columns}, person is null as unknown from fact_cases order by opened_local, closed_local"))
    assert states[0].equals(states[1])
    assert (len(states[0]), (states[0]["state"] == "open").sum()) == (200, 20)


def test_a_text_without_seconds_and_a_workbook_that_has_them_overlap(mission):
    stamps = [START + dt.timedelta(minutes=97 * place, seconds=place % 60) for place in range(90)]
    cells = [(stamp, f"06{10000000 + 7919 * place}", "Oui" if place % 4 else "Non", place) for place, stamp in enumerate(stamps)]
    text = "\n".join(
        ["Date;Numéro;Issue;Attente", *(";".join([f"{stamp:%d/%m/%Y %H:%M}", *map(str, rest)]) for stamp, *rest in cells[:60])]
    )
    made = openpyxl.Workbook()
    for row in [("Date", "Numéro", "Issue", "Attente"), *cells[30:]]:
        made.active.append(row)
    file = io.BytesIO()
    made.save(file)
    mission.add("a.csv", text, columns=CALLS, values=ENDS).add("b.xlsx", file.getvalue(), columns=CALLS, values=ENDS).take()
    assert len(mission.values("person")) == 90
