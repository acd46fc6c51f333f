"""The grouping of topics, as a table that the mission edits: the files' words, and the topics that they become."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import duckdb
import pandas as pd

from diagnostic.engagement import Engagement
from diagnostic.errors import Problem, UserError
from diagnostic.intake.cells.words import folded
from diagnostic.intake.files import side_tables
from diagnostic.schema import Column

HEADERS = {"word": "word", "topic": "topic"}
GROUPED = ("topic", "procedure")


@dataclass(frozen=True)
class TopicGroups:
    """Topics by folded word; nothing where the engagement has no table."""

    topics: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, engagement: Engagement) -> TopicGroups:
        """The table `topic_groups` of the engagement. UserError with every line that lacks a cell or contradicts an earlier one."""
        file = engagement.topic_groups
        if file is None:
            return cls()
        topics: dict[str, str] = {}
        problems = []
        for line, row in side_tables.rows(engagement.folder, file, "topic_groups", HEADERS):
            word, topic = row["word"], row["topic"]
            if not word or not topic:
                problems.append(Problem("intake.group_empty", {"file": file, "line": line}))
            elif topics.setdefault(folded(word), topic) != topic:
                first = topics[folded(word)]
                problems.append(Problem("intake.group_twice", {"file": file, "line": line, "word": word, "topic": topic, "first": first}))
        if problems:
            raise UserError(problems)
        return cls(topics)

    def apply(self, connection: duckdb.DuckDBPyConnection, columns: list[Column]) -> None:
        """Replace the words of `typed` by their topics."""
        for name in self._columns(columns):
            words = [row[0] for row in connection.execute(f'select distinct "{name}" from typed where "{name}" is not null').fetchall()]
            renamed = {word: self.topics[folded(word)] for word in words if self.topics.get(folded(word), word) != word}
            connection.register("renamed", pd.DataFrame({"word": list(renamed), "topic": list(renamed.values())}, dtype=str))
            connection.execute(f'update typed set "{name}" = r.topic from renamed as r where typed."{name}" = r.word')
            connection.unregister("renamed")

    @property
    def known(self) -> set[str]:
        """The words and the topics of the table, folded."""
        return {*self.topics, *map(folded, self.topics.values())}

    def unlisted(self, connection: duckdb.DuckDBPyConnection, columns: list[Column]) -> dict[str, dict[str, int]]:
        """Per column, the words of `accepted` that the table does not list, with their rows, the most frequent first."""
        known, unknown = self.known, {}
        for name in self._columns(columns):
            counted = connection.execute(
                f'select "{name}", count(*) from accepted where "{name}" is not null group by 1 order by 2 desc, 1'
            ).fetchall()
            unknown[name] = {word: count for word, count in counted if folded(word) not in known}
        return {name: words for name, words in unknown.items() if words}

    def _columns(self, columns: list[Column]) -> list[str]:
        return [column.name for column in columns if self.topics and column.name in GROUPED]
