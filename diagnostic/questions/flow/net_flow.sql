-- Cases opened and cases closed in the period, by procedure, week and whether a tool closed them in bulk or by itself, from sources that tell
-- when cases end and that hold all of them: those closed among the opened ones alone are too few.
with cases_of_whole_sources as (
    select *
    from fact_cases
    where
        state <> 'unknown'
        and source not in (select sources.source from sources where feeds = 'cases' and extract_frame <> 'all')
),

moves as (
    select procedure, opened_week as week, 1 as opened, 0 as closed, 0 as by_tool
    from cases_of_whole_sources
    where opened_since_break

    union all

    select
        procedure,
        days.week,
        0 as opened,
        1 as closed,
        case when closed_by_tool then 1 else 0 end as by_tool
    from cases_of_whole_sources
    join days on days.day = cases_of_whole_sources.closed_day
    where closed_since_break and state = 'closed'
)

select
    procedure,
    by_tool,
    week as cluster,
    sum(opened) as numerator,
    sum(closed) as denominator
from moves
group by procedure, by_tool, week
order by procedure, by_tool, week
