-- Cases opened and cases ended by day, whatever the end; those that a tool ended in bulk or by itself apart.
with moves as (
    select opened_day as day, 1 as opened, 0 as ended, 0 as by_tool
    from fact_cases
    where duration_s is not null

    union all

    select closed_day, 0, 1, case when artefact in ('bulk_closing', 'automatic_closing') then 1 else 0 end
    from fact_cases
    where duration_s is not null and state <> 'open'
)

select
    day,
    sum(opened) as opened,
    sum(ended) as ended,
    sum(by_tool) as by_tool
from moves
group by day
order by day
