-- Cases opened and cases ended by procedure and day, whatever the end; those that a tool ended in bulk or by itself apart. Left out: sources
-- that tell no end, or that are declared to hold a part of the cases only: no stock can be rebuilt from either.
with cases_of_whole_sources as (
    select *
    from fact_cases
    where
        state <> 'unknown'
        and duration_s is not null
        and source not in (select sources.source from sources where feeds = 'cases' and extract_frame <> 'all')
),

moves as (
    select procedure, opened_day as day, 1 as opened, 0 as ended, 0 as by_tool
    from cases_of_whole_sources

    union all

    select procedure, closed_day, 0, 1, case when closed_by_tool then 1 else 0 end
    from cases_of_whole_sources
    where state <> 'open'
)

select
    procedure,
    day,
    sum(opened) as opened,
    sum(ended) as ended,
    sum(by_tool) as by_tool
from moves
group by procedure, day
order by procedure, day
