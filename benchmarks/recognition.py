"""How well `new` understands exports that it has not seen: grows the forest of recognition on real layouts, and scores it.

Usage: uv run --group benchmarks python benchmarks/recognition.py fit
       grow and fit, cross-validate, print the calibration, write columns.json, useful.json and weights.json of diagnostic/proposal
       uv run python benchmarks/recognition.py score
       the score of the layouts fitted on, and of those held out
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from scipy.optimize import minimize

from diagnostic.intake.identity import personal_columns
from diagnostic.proposal import evidence, recognition, roles, sheets
from diagnostic.proposal.columns import Matcher
from diagnostic.proposal.evidence import Seen
from diagnostic.proposal.forest import MOST_LEAVES, Forest
from diagnostic.proposal.sample import samples
from diagnostic.proposal.sheets import Weights

LAYOUTS = Path(__file__).resolve().parents[2] / "shared" / "layouts"
# labels found wrong: whether a call resolved the matter is of use since contacts have a column of it
CORRECTED = {("pwc-call-center-dataset", "Resolved"): "contacts.resolved"}
# exports of other tools, written down to fit on: not one of them proves anything
OURS = Path(__file__).with_name("layouts")
HOME = Path(recognition.__file__).parent
ROWS, FOLDS = 160, 10
# how strongly weights are held near nothing: of what sheets are made of, of evidence for tables
SHEET, TABLE = 0.007, 0.003
# how trees grow: small and slow, each from a part of the rows and of the signs; those that read columns group roles as freely as rows bear
# out, those of what is left over are fewer and smaller
COMMON = {
    "objective": "binary",
    "min_data_in_leaf": 15,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "seed": 1,
    "deterministic": True,
    "force_row_wise": True,
    "verbose": -1,
}
GROWTH = {
    "num_iterations": 250,
    "learning_rate": 0.04,
    "num_leaves": MOST_LEAVES - 1,
    "feature_fraction": 0.8,
    "lambda_l2": 1.0,
    "cat_smooth": 2.0,
    "cat_l2": 1.0,
    "min_data_per_group": 10,
}
FEWER = {"num_iterations": 200, "learning_rate": 0.05, "num_leaves": 7, "feature_fraction": 0.3, "lambda_l2": 5.0}
Tree = tuple[list[tuple[Any, ...]], list[float]]
# this family was read before the others were drawn
READ = "aircall"
Judged = tuple[float, bool]  # how surely it was said, and whether it is right
PARTS = ("date part of ", "time part of ", "part of ")
# tables that `new` proposes otherwise
UNREAD = ("opening_hours", "closures")


@dataclass
class Layout:
    """A layout as `new` sees a file of it: its table, its columns, and for each the roles that are right."""

    name: str
    family: str
    table: str
    title: str
    seen: list[Seen]
    roles: list[list[str]]

    @cached_property
    def gathered(self) -> dict[str, recognition.Gathered]:
        """The evidence for its columns, as those of each table."""
        return {table: recognition.gather(table, self.seen) for table in sheets.TABLES}

    @cached_property
    def whole(self) -> dict[str, float]:
        """What it is made of, whatever its table."""
        return sheets.of_sheet(self.seen)


def main() -> None:
    read, held = split()
    if sys.argv[1:] == ["fit"]:
        fit([*(LAYOUTS / f"{slug}.json" for slug in read), *sorted(OURS.glob("*.json"))])
    elif sys.argv[1:] == ["score"]:
        ours = sorted(path.stem for path in OURS.glob("*.json"))
        for name, folder, slugs in (("fitted on", LAYOUTS, read), ("fitted on, ours", OURS, ours), ("held out", LAYOUTS, held)):
            with tempfile.TemporaryDirectory() as corrected:
                for slug in slugs:
                    told = _described(folder / f"{slug}.json")
                    (Path(corrected) / f"{slug}.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
                for kind, read in ((" as they are", folder), ("", Path(corrected))):
                    command = [sys.executable, str(LAYOUTS / "score.py"), str(read), "--only", *slugs]
                    done = subprocess.run(command, capture_output=True, text=True)
                    print(f"{name}{kind}: {done.stdout.strip().splitlines()[-1]}")
    else:
        sys.exit(__doc__)


def split() -> tuple[list[str], list[str]]:
    """The layouts that were read and those held out: whole families, a third of each kind, in an order that nobody chose."""
    families: dict[str, list[str]] = {}
    kinds: dict[str, list[str]] = {}
    for path in sorted(LAYOUTS.glob("*.json")):
        told = json.loads(path.read_text(encoding="utf-8"))
        family = told.get("family") or path.stem
        if family not in families:
            kinds.setdefault(told["kind"], []).append(family)
        families.setdefault(family, []).append(path.stem)
    held: list[str] = []
    for named in kinds.values():
        wanted, drawn = round(sum(len(families[family]) for family in named) / 3), 0
        for family in sorted((one for one in named if one != READ), key=_order):
            if drawn + len(families[family]) <= wanted:
                held += families[family]
                drawn += len(families[family])
    return [slug for family in families.values() for slug in family if slug not in held], sorted(held)


def fit(paths: Sequence[Path]) -> None:
    """Cross-validate by family, print how often what is said to be sure is right, and write the weights of all of them."""
    layouts = [layout for layout in map(_layout, paths) if layout]
    families = sorted({layout.family for layout in layouts}, key=_order)
    counted = Counter[str]()
    sure: list[Judged] = []
    tables: list[Judged] = []
    for fold in range(FOLDS):
        left_out = set(families[fold::FOLDS])
        forest, _, weights = _fitted([layout for layout in layouts if layout.family not in left_out])
        for layout in layouts:
            if layout.family in left_out and layout.table in sheets.TABLES:
                _judge(layout, forest, weights, counted, sure, tables)
    print(f"{len(layouts)} layouts; columns of known tables: {dict(counted)}, right {counted['right'] / counted['useful']:.0%}")
    _print("columns", sure)
    _print("tables", tables)
    forest, useful, weights = _fitted(layouts)
    (HOME / "columns.json").write_text(forest.written(), encoding="utf-8")
    (HOME / "useful.json").write_text(useful.written(), encoding="utf-8")
    (HOME / "weights.json").write_text(json.dumps(_rounded(weights), indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _order(family: str) -> str:
    return hashlib.sha256(family.encode()).hexdigest()


def _print(what: str, sure: list[Judged]) -> None:
    for least in (0.0, 0.5, 0.6, 0.7, 0.8, 0.9):
        those = [right for share, right in sure if share >= least]
        print(f"  {what} said to be right in {least:.0%} of cases and more: {len(those)}, right {sum(those) / max(1, len(those)):.1%}")


def _rounded(part: dict[str, Any]) -> dict[str, Any]:
    return {name: _rounded(value) if isinstance(value, dict) else round(value, 3) for name, value in part.items()}


def _described(path: Path) -> dict[str, Any]:
    """What a file says of a layout, with the labels that are wrong put right, and without what is no separator: "xls", "json" say what the
    origin is."""
    told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    for column in told["columns"]:
        column["role"] = CORRECTED.get((path.stem, column["header"]), column["role"])
    if len(told.get("separator") or ";") > 1 and told["separator"] not in ("tab", "\\t"):
        told["separator"] = ";"
    return told


def _layout(described: Path) -> Layout | None:
    told = _described(described)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{told.get('file') or 'export'}.csv"
        _writer().write(told, path, ROWS)
        sample = next(samples(Path(folder), path.name))
        seen = Matcher(sample).seen
        sample.connection.close()
    named = {column["header"].strip(): column["role"] for column in told["columns"]}
    right = [named.get(one.field.name.strip()) for one in seen]
    if not any(right):
        return None
    listed = [[role] if isinstance(role, str) else role or ["irrelevant"] for role in right]
    return Layout(described.stem, told.get("family") or described.stem, told["kind"], sample.title, seen, listed)


def _writer() -> ModuleType:
    """The functions of `score.py`, which as a script would score at once."""
    module = ModuleType("score")
    exec((LAYOUTS / "score.py").read_text(encoding="utf-8").rpartition("main()")[0], module.__dict__)
    return module


def _truth(layout: Layout, at: int) -> tuple[set[str], bool, bool]:
    """The canonical columns of its table that a column may be, whether it may also be none, and whether it is only a part of a stamp."""
    names, free, part = set(), False, False
    for role in layout.roles[at]:
        bare = role
        for prefix in PARTS:
            bare = bare.removeprefix(prefix)
        part |= bare != role and (layout.seen[at].instant <= evidence.INSTANT or layout.seen[at].lent)
        table, _, name = bare.partition(".")
        if table == layout.table and name in {one.name for one in roles.of_table(table)}:
            names.add(name)
        else:
            free = True
    return names, free or not names, part


def _judge(layout: Layout, forest: Forest, weights: Weights, counted: Counter[str], sure: list[Judged], tables: list[Judged]) -> None:
    assigned = {table: recognition.assign(recognition.weigh(layout.gathered[table], forest)) for table in sheets.TABLES}
    chances = sheets.likely(layout.seen, assigned.__getitem__, layout.title, weights)
    best = max(chances, key=lambda table: chances[table])
    tables.append((chances[best], best == layout.table))
    got = {at: (name, share) for name, (at, share) in assigned[layout.table].columns.items()}
    for at in range(len(layout.seen)):
        names, free, part = _truth(layout, at)
        if part:
            continue
        name, share = got.get(at, ("", 0.0))
        if name:
            sure.append((share, name in names))
        if names and not free:
            counted["useful"] += 1
            counted["right" if name in names else "wrong" if name else "missing"] += 1
        elif not names:
            counted["other"] += 1
            counted["false"] += bool(name)


def _fitted(layouts: Sequence[Layout]) -> tuple[Forest, Forest, Weights]:
    """The forest that reads columns, the one that tells which of those left over are of use, and the weights that tell tables: what
    columns are worth to a table, and what is left of them, is judged by layouts left out."""
    families = sorted({layout.family for layout in layouts}, key=_order)
    weighed: list[tuple[Layout, dict[str, recognition.Weighed]]] = []
    for fold in range(5):
        left_out = set(families[fold::5])
        forest = _columns([layout for layout in layouts if layout.family not in left_out])
        for layout in layouts:
            if layout.family in left_out and layout.table in sheets.TABLES:
                weighed.append((layout, {table: recognition.weigh(layout.gathered[table], forest) for table in sheets.TABLES}))
    rows = [(layout, {table: recognition.assign(one) for table, one in told.items()}) for layout, told in weighed]
    weights = _table_weights(rows)
    left = []
    for (layout, told), (_, assigned) in zip(weighed, rows, strict=True):
        chances = sheets.likely(layout.seen, assigned.__getitem__, layout.title, weights)
        best = max(chances, key=lambda table: chances[table])
        left += _left(layout, told[best], assigned[best])
    return _columns(layouts), _useful(left), weights


def _left(layout: Layout, weighed: recognition.Weighed, assigned: recognition.Assigned) -> list[tuple[dict[str, float], bool]]:
    """The signs of the columns that are not read, and whether they are of use; those that may be either, and of people, are left aside."""
    used = {at for at, _ in assigned.columns.values()}
    places = [at for at in range(len(layout.seen)) if at not in used]
    told = recognition.left_over(weighed, places, assigned.columns)
    return [(signs, _is_useful(layout.roles[at])) for at, signs in zip(places, told, strict=True) if _is_asked(layout, at)]


def _is_useful(listed: Sequence[str]) -> bool:
    return any("." in role and not role.startswith(UNREAD) for role in listed)


def _is_asked(layout: Layout, at: int) -> bool:
    one = layout.seen[at].field
    either = _is_useful(layout.roles[at]) and not {"personal", "irrelevant"}.isdisjoint(layout.roles[at])
    return not either and not personal_columns.kind(one.name, one.words)


def _useful(left: Sequence[tuple[dict[str, float], bool]]) -> Forest:
    """The trees that tell which of the columns left over are of use."""
    signs = sorted({name for told, _ in left for name in told})
    bare = Forest(tuple(signs), (), ())
    return replace(bare, trees=_grown(bare.rows([told for told, _ in left]), np.array([right for _, right in left]), FEWER))


def _columns(layouts: Sequence[Layout]) -> Forest:
    """The trees that read columns."""
    items = list(_items(layouts))
    signs = sorted({name for gathered, _ in items for told in (*gathered.own, *gathered.ours[0]) for name in told})
    pairs = [pair for gathered, _ in items for pair in recognition.pairs(gathered)]
    bare = Forest(tuple(signs), tuple(sorted(set(pairs))), ())
    told = np.vstack([recognition.rows(gathered, bare) for gathered, _ in items])
    right = np.concatenate([truth for _, truth in items])
    return replace(bare, trees=_grown(told, right, GROWTH, [bare.roles.index(pair) for pair in pairs]))


def _grown(told: np.ndarray, right: np.ndarray, growth: Mapping[str, Any], roles: Sequence[int] = ()) -> list[Tree]:
    """Trees that tell what is right by rows of signs, and by the roles that they are tried for."""
    import lightgbm

    first = np.array(roles or [0] * len(told))
    data = lightgbm.Dataset(np.column_stack([first, told]), right, categorical_feature=[0] if roles else [])
    model = lightgbm.train(COMMON | growth, data).dump_model()
    return [_tree(one["tree_structure"]) for one in model["tree_info"]]


def _tree(node: Mapping[str, Any]) -> Tree:
    """A tree as the kit reads it: nodes with the leaves of their left branch, and the leaves from left to right."""
    if "leaf_value" in node:
        return [], [round(node["leaf_value"], 4)]
    left, first = _tree(node["left_child"])
    right, second = _tree(node["right_child"])
    if node["split_feature"]:
        here = (node["split_feature"] - 1, float(f"{node['threshold']:.7g}"), 0, len(first))
    else:
        here = (None, [int(at) for at in node["threshold"].split("||")], 0, len(first))
    moved = [(sign, limit, start + len(first), end + len(first)) for sign, limit, start, end in right]
    return [here, *left, *moved], first + second


def _items(layouts: Sequence[Layout]) -> Iterator[tuple[recognition.Gathered, np.ndarray]]:
    """The columns of each sheet as those of its table, and for each of them and each canonical column whether it is that; those that are
    part of a stamp, which are read with the others, are left aside."""
    for layout in layouts:
        truths = [_truth(layout, at) for at in range(len(layout.seen))] if layout.table in sheets.TABLES else []
        whole = [at for at, (_, _, part) in enumerate(truths) if not part]
        if whole:
            gathered = layout.gathered[layout.table]
            kept = replace(gathered, own=[gathered.own[at] for at in whole], ours=[gathered.ours[at] for at in whole])
            yield kept, np.array([name in truths[at][0] for at in whole for name in kept.names])


def _rows(told: Iterable[Mapping[str, float]], names: Sequence[str]) -> np.ndarray:
    return np.array([[one.get(name, 0.0) for name in names] for one in told])


def _table_weights(rows: Sequence[tuple[Layout, dict[str, recognition.Assigned]]]) -> Weights:
    tables = sheets.TABLES
    whole = [layout.whole for layout, _ in rows]
    voted = [sheets.votes(assigned) for _, assigned in rows]
    each = [
        [sheets.for_table(table, layout.seen, assigned[table], said[table]) for table in tables]
        for (layout, assigned), said in zip(rows, voted, strict=True)
    ]
    names, shared = sorted(whole[0]), sorted(each[0][0])
    sheet = _rows(whole, names)
    table = np.array([_rows(one, shared) for one in each])
    right = np.array([tables.index(layout.table) for layout, _ in rows])
    cells, count = len(tables) * len(names), len(rows)

    def loss(put: np.ndarray) -> tuple[float, np.ndarray]:
        own, bias, common = put[:cells].reshape(len(tables), -1), put[cells : cells + len(tables)], put[cells + len(tables) :]
        scores = sheet @ own.T + bias + table @ common
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        shares = powers / powers.sum(axis=1, keepdims=True)
        held = SHEET / 2 * (own**2).sum() + TABLE / 2 * common @ common + 0.01 * bias @ bias
        slope = shares.copy()
        slope[np.arange(count), right] -= 1
        slope /= count
        slopes = ((slope.T @ sheet + SHEET * own).ravel(), slope.sum(axis=0) + 0.02 * bias)
        shared_slope = np.einsum("it,itk->k", slope, table) + TABLE * common
        return float(-np.log(shares[np.arange(count), right] + 1e-12).mean() + held), np.concatenate([*slopes, shared_slope])

    put = minimize(loss, np.zeros(cells + len(tables) + len(shared)), jac=True, method="L-BFGS-B").x
    own = put[:cells].reshape(len(tables), -1)
    by_table = {
        one: {"any": float(put[cells + at])} | {name: float(value) for name, value in zip(names, own[at], strict=True)}
        for at, one in enumerate(tables)
    }
    return {"sheet": by_table, "table": {name: float(value) for name, value in zip(shared, put[cells + len(tables) :], strict=True)}}


if __name__ == "__main__":
    main()
