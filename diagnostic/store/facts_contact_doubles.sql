-- Second records of one event: of the same person and topic, in another source, within 120 s.
-- Rows come in order of time, so the latest stamp of another source is the one just before the current run of rows of this source.
with neighbours as (
    select
        kind, row_id, source, person, topic, occurred_at, at_s,
        lag(source) over (partition by person, topic order by occurred_at, source, row_id, kind) as source_before,
        lag(at_s) over (partition by person, topic order by occurred_at, source, row_id, kind) as at_s_before
    from contact_records
    where not told and inbound and person is not null and topic is not null and precision in ('second', 'minute')
),

runs as (
    select
        kind, row_id, at_s,
        max(case when source <> source_before then at_s_before end) over (
            partition by person, topic order by occurred_at, source, row_id, kind rows between unbounded preceding and current row
        ) as other_source_at_s
    from neighbours
)

select kind, row_id
from runs
where at_s - other_source_at_s <= 120
