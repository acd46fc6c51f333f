-- The days, and the whole months, over which contacts may be taken together: the part of the period that no declared break cuts, for any source of contacts.
with feeding as (
    select source from contacts
    union
    select source from tickets
    union
    select source from cases
    union
    select source from call_counts
    union
    select source from counts
),

stretch as (
    select
        max(unbroken.since) as first_day,
        max(settings.period_start) as period_start,
        max(settings.period_end) as last_day
    from settings
    cross join unbroken
    where unbroken.source is null or unbroken.source in (select feeding.source from feeding)
)

select
    first_day,
    last_day,
    case when first_day > period_start then min(days.month) else substr(cast(first_day as varchar(10)), 1, 7) end as first_month,
    substr(cast(last_day as varchar(10)), 1, 7) as last_month,
    first_day > period_start as after_break
from stretch
left join days on days.day >= first_day and substr(cast(days.day as varchar(10)), 9, 2) = '01'
group by first_day, last_day, period_start
