-- Every case open at the extract date, whenever it was opened, by procedure, what was promised and age.
select
    procedure,
    promise_days,
    duration_s,
    count(*) as cases
from fact_cases
where state = 'open' and duration_s is not null
group by procedure, promise_days, duration_s
order by procedure, promise_days, duration_s
