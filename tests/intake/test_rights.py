"""What holds values as received, and the key that hides people, are for their owner alone, whatever the system gives new files."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from diagnostic.engagement import Engagement, json_schema
from diagnostic.errors import UserError
from diagnostic.intake.identity import keys as pseudonym_keys
from diagnostic.town import take_in

pytestmark = pytest.mark.skipif(os.name != "posix", reason="this system has no such rights")

VALUES = ("rejects_values.csv", "doubts_values.csv")
CALLS = "Date appel;Numéro;Motif\n03/02/2025 09:00;0612345678;Voirie\npas de date;0698765432;Cantine\n"


@pytest.fixture(autouse=True, params=[0o000, 0o022, 0o077])
def umask(request):
    before = os.umask(request.param)
    yield
    os.umask(before)


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def taken(mission) -> Engagement:
    engagement = mission.add("a.csv", CALLS).engagement
    (mission.folder / "engagement.yml").write_text("client: {}", encoding="utf-8")
    take_in(engagement)
    return engagement


def test_a_first_intake_leaves_values_to_their_owner_alone(mission, keys):
    taken(mission)
    work = mission.folder / "work"
    assert "pas de date" in (work / VALUES[0]).read_text(encoding="utf-8")
    assert {name: rights(work / name) for name in VALUES} == dict.fromkeys(VALUES, 0o600)
    assert rights(work) == 0o700
    assert (rights(keys), [rights(key) for key in keys.iterdir()]) == (0o700, [0o600])


def test_wider_rights_of_before_are_taken_back(mission, keys):
    engagement = taken(mission)
    work = mission.folder / "work"
    for path in (work, keys):
        path.chmod(0o755)
    for path in (*(work / name for name in VALUES), *keys.iterdir()):
        path.chmod(0o666)
    (mission.folder / "data" / "a.csv").write_text(CALLS * 2, encoding="utf-8")
    take_in(engagement)
    assert {rights(work / name) for name in VALUES} | {rights(key) for key in keys.iterdir()} == {0o600}
    assert {rights(work), rights(keys)} == {0o700}


def test_the_folder_of_work_is_private_from_the_proposal_on(tmp_path):
    json_schema.put_beside(tmp_path, "fr")
    assert rights(tmp_path / "work") == 0o700


def test_a_mission_where_nothing_changed_is_closed_all_the_same(mission):
    engagement = taken(mission)
    (mission.folder / "work").chmod(0o777)
    take_in(engagement)
    assert rights(mission.folder / "work") == 0o700


@pytest.mark.parametrize("left", ["", "00", "ab" * 31])
def test_a_key_cut_short_is_told_and_hides_nobody_badly(mission, keys, left):
    """As a full disk leaves it: an empty key would make the hashes of everybody's numbers known to all."""
    engagement = taken(mission)
    next(keys.iterdir()).write_text(left, encoding="ascii")
    with pytest.raises(UserError) as raised:
        pseudonym_keys.read_or_make(engagement)
    assert raised.value.problems[0].key == "intake.key"
