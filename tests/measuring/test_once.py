"""What several measures ask of a store is asked once, until a table of it changes."""

import duckdb

from diagnostic.measuring.once import once
from diagnostic.store.engine import Store


def test_a_store_is_asked_once_until_a_table_changes_and_no_reader_changes_the_answer(tmp_path):
    store, asked = Store(duckdb.connect(), tmp_path, {}), []

    @once
    def numbers(store):
        asked.append(store)
        return store.query("select * from numbers")

    store.write("numbers", "select 1 as number")
    first = numbers(store)
    first["number"] = 7
    first["more"] = 8
    assert numbers(store).to_dict("list") == {"number": [1]}
    assert len(asked) == 1
    store.write("numbers", "select 2 as number")
    assert numbers(store).to_dict("list") == {"number": [2]}
    store.prepare("others", "select 3 as number")
    assert numbers(store).to_dict("list") == {"number": [2]}
    assert len(asked) == 3
    store.close()


def test_two_stores_do_not_share_an_answer(tmp_path):
    one, other = (Store(duckdb.connect(), tmp_path, {"name": name}) for name in ("one", "other"))
    name = once(lambda store: store.settings["name"])
    assert (name(one), name(other), name(one)) == ("one", "other", "one")
