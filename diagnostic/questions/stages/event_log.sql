-- The event log under the column names of XES, as pm4py reads them.
with known as (
    select
        case_id,
        min(procedure) as procedure,
        min(channel) as channel
    from cases
    where case_id is not null
    group by case_id
)

select
    case_events.case_id as "case:concept:name",
    case_events.activity as "concept:name",
    case_events.at as "time:timestamp",
    case_events.team as "org:group",
    known.procedure as "case:procedure",
    known.channel as "case:channel"
from case_events
left join known on known.case_id = case_events.case_id
order by case_events.case_id, case_events.at, case_events.id
