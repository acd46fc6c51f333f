-- Second records of one event: of the same person and topic, in another system, within 120 s. Two files of one system (two months of a log) tell of two
-- events what they tell twice: what both hold was taken out when they were read.
-- Rows come in order of time, so the latest stamp of another system is the one just before the current run of rows of this one.
with recorded as (
    select contact_records.*, coalesce(sources.system, contact_records.source) as system
    from contact_records
    left join sources on sources.source = contact_records.source and sources.feeds = contact_records.kind || 's'
),

neighbours as (
    select
        kind, row_id, source, system, person, topic, occurred_at, at_s,
        lag(system) over (partition by person, topic order by occurred_at, source, row_id, kind) as system_before,
        lag(at_s) over (partition by person, topic order by occurred_at, source, row_id, kind) as at_s_before
    from recorded
    where not told and inbound and person is not null and topic is not null and precision in ('second', 'minute')
),

runs as (
    select
        kind, row_id, at_s,
        max(case when system <> system_before then at_s_before end) over (
            partition by person, topic order by occurred_at, source, row_id, kind rows between unbounded preceding and current row
        ) as other_system_at_s
    from neighbours
)

select kind, row_id
from runs
where at_s - other_system_at_s <= 120
