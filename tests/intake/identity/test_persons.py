"""Who is who across the tables, and the shared lines that must not glue people together."""

import duckdb
import networkx
import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnostic.engagement import Parameters
from diagnostic.intake.identity import persons
from tests.intake.mission import Mission

WHO = {"occurred_at": "Date", "phone": "Tél", "email": "Mél", "user_id": "Compte"}
HEADER = "Date;Tél;Mél;Compte\n"


def line(number: int, phone: str = "", email: str = "", account: str = "") -> str:
    return f"03/02/2025 {8 + number // 60:02d}:{number % 60:02d};{phone};{email};{account}\n"


def test_five_identifiers_in_four_files_are_one_person(mission):
    mission.add("a.csv", HEADER + line(0, "0612345678", "a@x.org"), columns=WHO)
    mission.add("b.csv", HEADER + line(0, "06 12 34 56 78", "", "c1") + line(1, "0612345679", "z@x.org"), columns=WHO)
    case = {"opened_at": "Date", "email": "Mél", "user_id": "Compte"}
    mission.add("c.csv", HEADER + line(0, "", "A@X.org", "c2"), "cases", case)
    meeting = {"starts_at": "Date", "phone": "Tél", "user_id": "Compte"}
    mission.add("d.csv", HEADER + line(0, "0145678901", "", "c2"), "appointments", meeting)
    mission.take()
    assert mission.values("person") == [1, 1, 2]
    assert (mission.values("person", "cases"), mission.values("person", "appointments")) == ([1], [1])
    assert mission.intake.shared_identifiers == 0


def test_a_shared_line_links_nobody_and_is_nobody(mission):
    rows = "".join(line(number, "0145000000", f"p{number}@x.org") for number in range(4)) + line(4, "0145000000")
    mission.add("a.csv", HEADER + rows, columns=WHO).take()
    assert mission.values("person") == [1, 2, 3, 4, None]
    assert mission.intake.shared_identifiers == 1


def test_a_line_seen_with_as_many_as_the_limit_still_links(tmp_path):
    mission = Mission(tmp_path, parameters=Parameters(shared_identifier=4))
    rows = "".join(line(number, "0145000000", f"p{number}@x.org") for number in range(4)) + line(4, "0145000000")
    mission.add("a.csv", HEADER + rows, columns=WHO).take()
    assert mission.values("person") == [1] * 5
    assert mission.intake.shared_identifiers == 0


def test_persons_are_numbered_by_their_first_row_whatever_the_key(mission, monkeypatch, tmp_path):
    mission.add(
        "a.csv", HEADER + "".join(line(number, f"06123456{number:02d}", f"p{number // 2}@x.org") for number in range(20)), columns=WHO
    )
    mission.take()
    first = mission.values("person")
    monkeypatch.setenv("DIAGNOSTIC_KEYS", str(tmp_path / "other keys"))
    mission.take()
    assert first == mission.values("person") == [number // 2 + 1 for number in range(20)]


identifiers = st.one_of(st.none(), st.integers(0, 6))


@settings(max_examples=12, deadline=None)
@given(st.lists(st.tuples(identifiers, identifiers, identifiers), min_size=1, max_size=25), st.integers(1, 4))
def test_persons_are_the_components_of_the_graph_without_shared_identifiers(rows, limit):
    kinds = ("phone", "email", "user_id")
    graph = networkx.Graph()
    borne = [[f"{kind}{value}" for kind, value in zip(kinds, row, strict=True) if value is not None] for row in rows]
    for names in borne:
        graph.add_nodes_from(names)
        graph.add_edges_from((a, b) for a in names for b in names if a != b)
    shared = {name for name in graph if any(sum(other.startswith(kind) for other in graph[name]) > limit for kind in kinds)}
    graph.remove_nodes_from(shared)
    component = {name: number for number, names in enumerate(networkx.connected_components(graph)) for name in names}
    expected = [next((component[name] for name in names if name in component), None) for names in borne]
    frame = pd.DataFrame([[number, *(None if value is None else str(value) for value in row)] for number, row in enumerate(rows)])
    frame.columns = pd.Index(["id", *kinds])
    with duckdb.connect() as connection:
        connection.register("given_rows", frame.astype({kind: object for kind in kinds}))
        connection.execute(
            "create table stage_contacts as select id, phone::varchar phone, email::varchar email, user_id::varchar user_id from given_rows"
        )
        assert persons.resolve(connection, ["contacts"], limit) == len(shared)
        found = dict(connection.execute("select id, person from persons").fetchall())
    pairs = {(expected[number], found.get(number)) for number in range(len(rows))}
    assert len({a for a, _ in pairs}) == len({b for _, b in pairs}) == len(pairs)
    assert all((a is None) == (b is None) for a, b in pairs)
    order = [found[number] for number in range(len(rows)) if number in found]
    assert list(dict.fromkeys(order)) == list(np.arange(1, len(set(order)) + 1))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 79), st.integers(0, 79)), max_size=140), st.sets(st.integers(0, 79), max_size=8))
def test_labels_are_the_components_that_networkx_finds_on_any_graph(edges, shared):
    assert labelled(edges, shared, 80) == expected_components(edges, shared, 80)


def test_long_chains_and_a_thousand_to_one_star_are_each_one_component():
    chain = [(number, number + 1) for number in range(5_000)]
    star = [(6_000, 6_001 + number) for number in range(1_000)]
    assert labelled(chain + star, set(), 7_100) == expected_components(chain + star, set(), 7_100)
    assert labelled(chain + star, {6_000, 2_500}, 7_100) == expected_components(chain + star, {6_000, 2_500}, 7_100)


def labelled(edges, shared, size):
    """The groups that the kit makes of the identifiers 0..size-1."""
    both = sorted({pair for a, b in edges if a != b for pair in ((a, b), (b, a))})
    a, b = np.array(both, dtype=np.int32).reshape(-1, 2).T
    labels = persons.components(a, b, np.isin(np.arange(size), list(shared)))
    groups: dict[int, set[int]] = {}
    for identifier, label in enumerate(labels):
        groups.setdefault(label, set()).add(identifier)
    return {frozenset(group) for group in groups.values()}


def expected_components(edges, shared, size):
    graph = networkx.Graph()
    graph.add_nodes_from(range(size))
    graph.add_edges_from((a, b) for a, b in edges if not {a, b} & shared)
    return {frozenset(group) for group in networkx.connected_components(graph)}


def test_identifiers_that_stand_with_none_or_with_a_shared_one_alone_are_each_their_own():
    a, b = np.array([0, 1], dtype=np.int32), np.array([2, 2], dtype=np.int32)
    found = persons.components(a, b, np.array([False, False, True, False]))
    assert len(set(found[[0, 1, 3]])) == 3
