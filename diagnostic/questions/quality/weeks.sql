-- How many records each source bears in each week of the period, by the stamp that dates them.
with dated as (
    select source, cast(occurred_local as date) as day, 1 as records from contacts
    union all
    select source, cast(taken_local as date), 1 from tickets
    union all
    select source, cast(opened_local as date), 1 from cases
    union all
    select source, cast(coalesce(booked_local, starts_local) as date), 1 from appointments
    union all
    select source, cast(local as date), 1 from survey
    union all
    select source, day, offered from call_counts
    union all
    select source, day, contacts from counts
)

select
    source,
    week,
    cast(sum(records) as bigint) as records
from dated
inner join days on days.day = dated.day
cross join settings
where dated.day between period_start and period_end
group by source, week
order by source, week
