"""What `check` says of a mission, on a terminal and in a notebook: each file's account, what can be measured, rows as understood."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from diagnostic import lock, town, wording
from diagnostic.checking import account, first_rows, unread
from diagnostic.engagement import Engagement, json_schema, language
from diagnostic.errors import Problem
from diagnostic.intake import inputs, retention
from diagnostic.store.engine import Store
from diagnostic.store.settings import settings_row

__all__ = ["Checked", "check"]


@dataclass(frozen=True)
class Checked:
    """A mission that was checked: what is told of it, the working papers written, and its account by file."""

    engagement: Engagement
    ledger: dict[str, Any]
    papers: list[Path]
    sample: bool = False

    @property
    def doubts(self) -> list[Problem]:
        """What stops nothing and is most likely a mistake, what is not settled, and how much is still to be confirmed."""
        open_points = [Problem("cli.to_confirm", {"points": len(self.engagement.to_confirm)})] if self.engagement.to_confirm else []
        return [*town.doubts(self.engagement), *retention.unsettled(self.engagement), *open_points]

    def text(self, spoken: str) -> str:
        """The account in a language; before it, where they are asked for, ten rows of each source."""
        parts = [*self._rows(spoken), account.checked(unread.told(self.engagement, self.ledger), spoken)]
        return "\n\n".join(parts)

    def _rows(self, spoken: str) -> Iterator[str]:
        if self.sample:
            with Store.open(self.engagement.store, settings_row(self.engagement)) as store:
                yield from first_rows.tables(store, self.ledger["sources"], spoken)

    def __repr__(self) -> str:
        spoken = wording.display_language.get()
        said = [self.text(spoken), *(problem.text(spoken) for problem in self.doubts)]
        return "\n\n".join(said)


def check(folder: str | Path = ".", sample: bool = False, progress: Callable[[str], None] = lambda step: None) -> Checked:
    """Read `engagement.yml` and every file of a folder, and say what they give; `sample` adds ten rows of each source as understood.

    UserError with every mistake of `engagement.yml`, its line and what to write instead, or with what keeps all files from being read.
    """
    wording.display_language.set(language(Path(folder)))
    engagement = Engagement.load(folder)
    with lock.alone(engagement.folder):
        json_schema.put_beside(engagement.folder, wording.display_language.get())
        town.derive(engagement, progress)
        written = town.judge(engagement)
    return Checked(engagement, inputs.ledger(engagement), written, sample)
