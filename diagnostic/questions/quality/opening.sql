-- Records that say whether somebody was there, and those of them that contradict the declared hours: answered calls and counter contacts while closed,
-- calls told "out of hours" while open.
with signs as (
    select
        source,
        weekday,
        hour,
        case
            when channel = 'counter' then 'counter_closed'
            when outcome = 'answered' then 'answered_closed'
            else 'refused_open'
        end as sign,
        case when outcome = 'out_of_hours' and channel = 'phone' then open else not open end as against
    from fact_contacts
    where in_period and open is not null and (channel = 'counter' or (channel = 'phone' and outcome in ('answered', 'out_of_hours')))
)

select
    source,
    sign,
    weekday,
    hour,
    sum(case when against then 1 else 0 end) as against,
    count(*) as records
from signs
group by source, sign, weekday, hour
order by source, sign, weekday, hour
