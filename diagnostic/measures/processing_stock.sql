-- Every case open at the extract date, whenever it was opened, by procedure and age.
select
    procedure,
    duration_s,
    count(*) as cases
from fact_cases
where state = 'open' and duration_s is not null
group by procedure, duration_s
order by procedure, duration_s
