-- One row per step of the event log: what was done, by which team, and the time until the next step of the same case.
with followed as (
    select
        case_id,
        min(id) as case_key
    from cases
    where case_id is not null
    group by case_id
),

steps as (
    select
        followed.case_key,
        case_events.source,
        case_events.activity,
        case_events.team,
        case_events.at as began_at,
        row_number() over (partition by followed.case_key order by case_events.at, case_events.id) as position
    from case_events
    join followed on followed.case_id = case_events.case_id
    cross join settings
    where case_events.activity is not null and case_events.at < extract_at
),

-- A wait goes on as long as what starts it came after what ends it
waits as (
    select
        steps.case_key,
        steps.position,
        max(case when lower(steps.activity) = lower(clock_stops.starts) then steps.position end) over upto as started,
        max(case when lower(steps.activity) = lower(clock_stops.ends) then steps.position end) over upto as ended
    from steps
    cross join clock_stops
    window upto as (
        partition by steps.case_key, clock_stops.position order by steps.position rows between unbounded preceding and current row
    )
),

stopped as (
    select
        case_key,
        position,
        max(case when started > coalesce(ended, 0) then 1 else 0 end) = 1 as stopped
    from waits
    group by case_key, position
),

-- The last step lasts until the case ends, or the extract
bounded as (
    select
        steps.*,
        lead(steps.began_at) over next_step as next_at,
        lead(steps.activity) over next_step as next_activity,
        lead(steps.team) over next_step as next_team,
        case when ended_at < extract_at then ended_at when state = 'open' then extract_at end as finish_at
    from steps
    join case_ends on case_ends.id = steps.case_key
    cross join settings
    window next_step as (partition by steps.case_key order by steps.position)
),

spans as (
    select
        bounded.*,
        case when next_at is not null then next_at when finish_at < began_at then began_at else finish_at end as ended_at
    from bounded
)

select
    spans.case_key,
    spans.position,
    spans.source,
    spans.activity,
    spans.team,
    spans.next_activity,
    spans.next_team,
    spans.began_at,
    spans.ended_at,
    since_instant.utc_s as began_s,
    until_instant.utc_s as ended_s,
    coalesce(stopped.stopped, false) as stopped,
    cast(until_instant.utc_s - since_instant.utc_s as bigint) as elapsed_s,
    cast(until_instant.staffed_s - since_instant.staffed_s as bigint) as staffed_s
from spans
left join stopped on stopped.case_key = spans.case_key and stopped.position = spans.position
left join fact_instants as since_instant on since_instant.instant = spans.began_at
left join fact_instants as until_instant on until_instant.instant = spans.ended_at
order by spans.case_key, spans.position
