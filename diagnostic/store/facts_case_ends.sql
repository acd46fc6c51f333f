-- How each case ends: the day it was resolved, else closed (tools close days after the answer). One declared open has no end, whatever its
-- stamps; of the cases of a source that tells no end at all, none is known to be open.
with told as (
    select
        source,
        max(case when coalesce(resolved_at, closed_at) is not null and coalesce(cases.end, 'closed') <> 'open' then 1 else 0 end) = 1 as followed
    from cases
    group by source
),

chosen as (
    select
        cases.*,
        followed,
        case
            when coalesce(cases.end, 'closed') = 'open' then 'none'
            when resolved_at is not null and (closed_at is null or resolved_at <= closed_at) then 'resolved'
            else 'closed'
        end as ending
    from cases
    join told on told.source = cases.source
),

dated as (
    select
        id,
        followed,
        chosen.end,
        case ending when 'resolved' then resolved_at when 'closed' then closed_at end as ended_at,
        case ending when 'resolved' then resolved_local when 'closed' then closed_local end as ended_local,
        case ending when 'resolved' then resolved_precision when 'closed' then closed_precision end as ended_precision
    from chosen
)

select
    id,
    ended_at,
    ended_local,
    ended_precision,
    case
        when not followed then 'unknown'
        when ended_at < extract_at or (ended_at is null and coalesce(dated.end, 'open') <> 'open')
            then case when coalesce(dated.end, 'closed') = 'closed' then 'closed' else 'competing' end
        else 'open'
    end as state
from dated
cross join settings
