import datetime as dt
import re
from pathlib import Path

from diagnostic import memory, schema, steps
from diagnostic.engagement import Client, Event, Hours, Parameters, Source
from diagnostic.store import facts
from diagnostic.store.facts import days
from diagnostic.store.parts import Parts
from tests.questions.random_towns import contacts
from tests.towns import town, with_facts, write_store

ARCHITECTURE = {
    "fact_contacts": "contact kind row_id source occurred_local at_s precision day week month cluster weekday hour slot "
    "channel outcome topic service site team party person case_id wait_s handle_s transferred is_call for_agent "
    "inbound handled counted redial document in_period since_break comparable open previous_gap_s next_gap_s previous_channel "
    "previous_team previous_service any_gap_s history_s",
    "fact_other_channels": "contact channel",
    "fact_volumes": "source channel service site topic day week month cluster handled counted in_period comparable contacts",
    "fact_open_logs": "source channel",
    "fact_demand": "proxy missed only_while_open day week weekday day_type slot local_s",
    "fact_openings": "schedule in_force day week weekday day_type opens closes",
    "fact_cases": "case_key source procedure channel team service site profile person opened_at opened_local closed_at closed_local "
    "opened_day closed_day opened_week opened_month precision state opened_in_period closed_in_period opened_since_break "
    "closed_since_break at_risk at_once followed entry_s duration_s earliest_s stopped_s working_s working_earliest_s working_entry_s "
    "age_s acknowledged_s response_state response_working_s reopen_count "
    "promise_days promise_kind artefact closed_by_tool opened_s ended_s due_s answered_s",
    "fact_case_promises": "case_key kind binding days entry_s duration_s due_s",
    "fact_case_watch": "case_key case_id procedure person opened_on_a_day opened_day opened_s ended_s due_s answered_s seen_from_s "
    "seen_until_s last_until_s quiet_from_s quiet_until_s",
    "fact_case_contacts": "contact case_key link stage age_s overdue_s answered",
    "fact_stages": "case_key position source activity team next_activity next_team began_at ended_at began_s ended_s stopped elapsed_s "
    "staffed_s",
    "fact_instants": "instant utc_s day_number staffed_s",
    "calendar": "schedule day weekday day_type o1 c1 o2 c2 o3 c3 open_s cum_s",
}


def test_an_empty_store_gives_empty_facts_with_the_columns_of_the_contract(tmp_path):
    with with_facts(town(tmp_path)) as store:
        for table, columns in ARCHITECTURE.items():
            found = store.query(f"select * from {table}")
            assert list(found.columns) == columns.split()
            assert len(found) == 0 or table == "fact_instants"


def test_types_are_those_of_the_contract_even_without_rows(tmp_path):
    with with_facts(town(tmp_path)) as store:
        kinds = dict(store.connection.execute("select column_name, column_type from (describe fact_contacts)").fetchall())
        cases = dict(store.connection.execute("select column_name, column_type from (describe fact_cases)").fetchall())
    expected = {
        "contact": "BIGINT",
        "day": "DATE",
        "week": "DATE",
        "month": "VARCHAR",
        "slot": "INTEGER",
        "hour": "INTEGER",
        "weekday": "INTEGER",
    }
    expected |= {
        "wait_s": "DOUBLE",
        "handled": "BOOLEAN",
        "open": "BOOLEAN",
        "previous_gap_s": "BIGINT",
        "any_gap_s": "BIGINT",
        "person": "BIGINT",
    }
    assert {name: kinds[name] for name in expected} == expected
    assert (cases["duration_s"], cases["promise_days"], cases["at_risk"]) == ("BIGINT", "DOUBLE", "BOOLEAN")


def test_declared_events_are_a_table_in_their_order(tmp_path):
    events = (
        Event(date=dt.date(2024, 3, 1), kind="break", source="appels"),
        Event(date=dt.date(2024, 2, 1), kind="peak", label="Courrier"),
    )
    with with_facts(town(tmp_path, events=events)) as store:
        found = store.connection.execute("select * from events order by position").fetchall()
    assert found == [
        (0, dt.date(2024, 3, 1), "break", None, "appels"),
        (1, dt.date(2024, 2, 1), "peak", "Courrier", None),
    ]


def done(engagement):
    return steps.done(facts.step(engagement))


def test_facts_are_done_until_a_table_or_a_setting_changes(tmp_path):
    engagement = town(tmp_path)
    assert not done(engagement)
    contact = {"occurred_local": "2024-01-10 10:00"}
    with_facts(engagement, contacts=[contact]).close()
    steps.record(facts.step(engagement))
    assert done(engagement)
    assert not done(town(tmp_path, parameters=Parameters(chaser_after_days=3)))
    assert done(town(tmp_path, parameters=Parameters(repeat_window_days=3)))
    assert not done(town(tmp_path, hours=(Hours(site="Mairie", rules="24/7"),)))
    write_store(engagement, contacts=[contact, contact])
    assert not done(engagement)
    write_store(engagement, contacts=[contact])
    assert done(engagement)
    (engagement.store / "fact_cases.parquet").unlink()
    assert not done(engagement)


def test_deriving_again_gives_the_same_bytes(tmp_path):
    engagement = town(tmp_path)
    known = [(f"{1 + n % 28:02} 10:00", {"person": n * 7 % 4001, "channel": "phone"}, f"topic {n % 5}") for n in range(20_000)]
    contacts = [{"occurred_local": f"2024-01-{when}", "topic": topic} | who for when, who, topic in known]
    cases = [{"opened_local": f"2024-02-{when}", "procedure": topic} | who for when, who, topic in known]
    with_facts(engagement, contacts=contacts, cases=cases).close()
    first = {path.name: path.read_bytes() for path in engagement.store.iterdir()}
    for _ in range(3):
        facts.derive(engagement)
        assert {path.name: path.read_bytes() for path in engagement.store.iterdir()} == first


def test_contacts_worked_on_in_parts_are_those_worked_on_at_once(tmp_path, monkeypatch):
    cases = [
        {"opened_local": f"2024-02-{day:02} 10:00", "case_id": f"d{day}", "procedure": "births", "person": day % 5} for day in range(1, 20)
    ]
    # another system tells of an event a minute later, a call follows one that nobody answered, and others bear the number of a case
    told = [{"taken_local": f"2024-01-{day:02} 10:00", "topic": "waste"} for day in range(1, 30)]
    calls = [
        {"occurred_local": f"2024-01-{1 + n % 20:02} 11:{n % 50:02}", "channel": "phone", "topic": "births", "person": n % 7}
        | {"outcome": "answered" if n % 3 else "abandoned", "source": "log" if n % 2 else "other log"}
        | {"case_id": f"d{n % 4}" if n % 5 == 0 else None, "transferred": n % 11 == 0, "handle_s": 100}
        for n in range(200)
    ]
    doubles = [
        dict(call, occurred_local=f"{call['occurred_local']}:50", source="third log", outcome=None, channel="email") for call in calls[::9]
    ]
    given = [*contacts(1), *calls, *doubles]

    def found() -> dict[str, list[tuple]]:
        with with_facts(town(tmp_path), contacts=given, cases=cases, tickets=told) as store:
            assert not [path for path in (tmp_path / "work" / "spill").glob("*") if path.is_dir()]
            for what in ("redial", "previous_gap_s > 0", "next_gap_s > 0", "person is null", "not counted and of_log"):
                met = f"select 1 from (select *, source = 'third log' as of_log from fact_contacts) as contacts where {what}"
                assert store.connection.execute(met).fetchall(), what
            return {name: sorted(store.connection.execute(f"select * from {name}").fetchall(), key=repr) for name in facts.FACTS}

    whole = found()
    assert len(whole["fact_contacts"]) == len(given) + len(cases) + len(told)
    derived, cut, collect = [], Parts.cut, Parts.collect
    monkeypatch.setattr(Parts, "cut", lambda parts, name, *asked: (derived.append((name, parts.count)), cut(parts, name, *asked))[1])
    monkeypatch.setattr(
        Parts, "collect", lambda parts, name, *asked: (derived.append((name, parts.count)), collect(parts, name, *asked))[1]
    )
    monkeypatch.setattr(facts, "_FEW", 0)
    for parts in (2, 7):
        monkeypatch.setattr(memory, "parts", lambda rows, parts=parts: parts)
        assert found() == whole
        assert derived == [(name, parts) for name in ("contact_numbers", "contact_doubles", "contact_calls", "contact_matters")]
        derived.clear()


def test_the_calendar_reaches_every_stamp_and_the_year_before_the_period_ends(tmp_path):
    engagement = town(tmp_path, hours=(Hours(site="Mairie", rules="24/7"),), client=Client(name="Ville", school_zone="C"))
    cases = [{"opened_local": "2020-05-05 10:00", "due_local": "2024-09-01 10:00"}, {"opened_local": "0202-01-01 10:00"}]
    with with_facts(engagement, cases=cases) as store:
        first, last = store.connection.execute("select min(day), max(day) from calendar").fetchall()[0]
        assert first == dt.date(2020, 5, 5) and last >= dt.date(2024, 9, 1)
        assert store.connection.execute("select opened_day, duration_s from fact_cases where case_key = 2").fetchall() == [
            (dt.date(202, 1, 1), None)
        ]


def test_days_carry_their_number_weekday_week_and_month():
    found = days(dt.date(2023, 12, 31), dt.date(2024, 1, 1))
    assert found["day_number"].tolist() == [19_722, 19_723]
    assert found["weekday"].tolist() == [7, 1]
    assert found["week"].dt.date.tolist() == [dt.date(2023, 12, 25), dt.date(2024, 1, 1)]
    assert found["month"].tolist() == ["2023-12", "2024-01"]


def test_the_sql_of_the_facts_keeps_to_the_portable_subset():
    forbidden = r"\bepoch|date_diff|strptime|product\(|regexp|list_|filter \(|group by all|::|//|\bqualify\b|\$\d|\?"
    for path in Path(facts.__file__).parent.glob("facts_*.sql"):
        assert not re.findall(forbidden, path.read_text(encoding="utf-8").lower()), path.name


def test_the_steps_of_the_facts_are_their_files_and_leave_tables_of_facts_alone(tmp_path):
    recipes = {path.stem.removeprefix("facts_") for path in Path(facts.__file__).parent.glob("facts_*.sql")}
    assert recipes == {step.removeprefix("fact_") for step in facts.STEPS}
    engagement = town(tmp_path)
    with with_facts(engagement):
        assert {path.stem for path in engagement.store.glob("*.parquet")} == set(facts.DERIVED)


def test_no_sql_lists_the_words_that_a_table_tells():
    words = rf"'({'|'.join((*schema.CHANNELS, *schema.OUTCOMES))})'"
    shared = [
        set(group)
        for group in (schema.DIGITAL, schema.WRITTEN, schema.ATTENDED, schema.ASKING_AT_WILL, schema.SELF_SERVICE, schema.FOR_AGENTS)
    ]
    for path in Path(facts.__file__).parents[1].rglob("*.sql"):
        for listed in re.findall(rf"in \(({words}(?:, {words})*)\)", path.read_text(encoding="utf-8")):
            assert set(re.findall(words, listed[0])) not in shared, path.name


def test_a_series_runs_since_its_last_break_or_that_of_every_source(tmp_path):
    sources = (Source(file="data/dossiers.xlsx", table="cases", sheet="Nouvel outil"),)
    breaks = (
        Event(date=dt.date(2024, 1, 10), kind="break"),
        Event(date=dt.date(2024, 2, 10), kind="break", source="dossiers"),
        Event(date=dt.date(2024, 2, 20), kind="peak", source="appels"),
        Event(date=dt.date(2023, 12, 1), kind="break", source="appels"),
    )
    with with_facts(town(tmp_path, sources=sources, events=breaks), contacts=[{"occurred_local": "2024-01-02 09:00"}]) as store:
        found = store.connection.execute("select source, since from unbroken order by source nulls first").fetchall()
    assert found == [
        (None, dt.date(2024, 1, 10)),
        ("dossiers", dt.date(2024, 2, 10)),
        ("dossiers#Nouvel outil", dt.date(2024, 2, 10)),
    ]


def test_no_contact_at_all_is_in_no_part(tmp_path, monkeypatch):
    monkeypatch.setattr(memory, "parts", lambda rows: 3)
    sources = (Source(file="requests.csv", table="cases", columns={"opened_at": "Date"}, counts_as="cases"),)
    cases = [{"opened_local": "2024-02-01 10:00", "source": "requests"}]
    with with_facts(town(tmp_path, sources=sources), cases=cases) as store:
        counts = "select (select count(*) from fact_contacts), (select count(*) from fact_cases)"
        assert store.connection.execute(counts).fetchall() == [(0, 1)]
