-- Calls of known persons: `leg`, begun before a transferred call of the person ends; `redial`, within the hour after a call that nobody answered.
with calls as (
    select
        kind, row_id, at_s,
        lag(at_s) over (partition by person order by occurred_at, source, row_id) as call_before_s,
        lag(handled) over (partition by person order by occurred_at, source, row_id) as handled_before,
        lag(case when transferred then at_s + coalesce(wait_s, 0) + coalesce(handle_s, 0) end)
            over (partition by person order by occurred_at, source, row_id) as transferred_until_s
    from contact_records
    where not told and channel = 'phone' and inbound and person is not null and precision in ('second', 'minute')
)

select
    kind, row_id,
    coalesce(at_s <= transferred_until_s, false) as leg,
    coalesce(not handled_before and at_s - call_before_s <= 3600, false) as redial
from calls
