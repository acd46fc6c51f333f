"""Which rows of each source count in the figures, and why the others do not."""

from __future__ import annotations

from diagnostic.store.engine import Store

COUNTED = "counted"
# why a row does not count, in the order in which it is asked
WHY = ("outgoing", "internal", "relay", "second_record", "undated", "outside")

FATES = """
select source, fate, count(*) as n
from (
    select
        source,
        case
            when not inbound then 'outgoing'
            when party = 'internal' then 'internal'
            when party = 'relay' then 'relay'
            when not counted then 'second_record'
            when in_period then 'counted'
            when day is null and month is null then 'undated'
            else 'outside'
        end as fate
    from fact_contacts where kind in ('contact', 'ticket')
    union all
    select source, case when at_risk or opened_in_period or closed_in_period then 'counted' else 'outside' end
    from fact_cases
    union all
    select source, case when cast(starts_local as date) between period_start and period_end then 'counted' else 'outside' end
    from appointments cross join settings
    union all
    select
        source,
        case
            when day between period_start and period_end then 'counted'
            when day is null
                and month between substr(cast(period_start as varchar(10)), 1, 7) and substr(cast(period_end as varchar(10)), 1, 7)
                then 'counted'
            else 'outside'
        end
    from (select source, day, month from call_counts union all select source, day, month from counts) as tallies
    cross join settings
) as fates
group by source, fate
order by source, fate
"""


def counted(store: Store) -> dict[str, dict[str, int]]:
    """Per source of contacts, tickets, cases, appointments or counts, how many rows count (`counted`), and how many do not by
    why: `outgoing`, `internal`, `relay`, a `second_record` of one event, `undated`, `outside` the period."""
    fates: dict[str, dict[str, int]] = {}
    for source, fate, rows in store.query(FATES).itertuples(index=False):
        fates.setdefault(source, {})[fate] = int(rows)
    order = (COUNTED, *WHY)
    return {source: {COUNTED: 0} | {fate: fates[source][fate] for fate in order if fate in fates[source]} for source in fates}
