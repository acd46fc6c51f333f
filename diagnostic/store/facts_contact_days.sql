-- The days, or the months given without one, that contacts came on: what follows from them alone.
with found as (
    select day, given_month, min(at_s) as first_s
    from contact_records
    group by day, given_month
)

select
    found.day,
    given_month,
    first_s,
    days.week,
    coalesce(days.month, given_month) as month,
    coalesce(cast(days.week as varchar(10)), days.month, given_month) as cluster,
    days.weekday,
    coalesce(
        case
            when found.day is not null then found.day between period_start and period_end
            else given_month between substr(cast(period_start as varchar(10)), 1, 7) and substr(cast(period_end as varchar(10)), 1, 7)
        end,
        false
    ) as in_period,
    coalesce(
        case when found.day is not null then found.day between first_day and last_day else given_month between first_month and last_month end,
        false
    ) as comparable
from found
cross join fact_contact_period
cross join settings
left join days on days.day = found.day
