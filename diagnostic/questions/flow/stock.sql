-- Every case open when the period ends (the extract date where that is earlier), by procedure, what was promised and age on the case's clock;
-- beside them (by_tool), those that a tool closed in bulk or by itself since the period, or the series, began: open but for it. Sources that
-- tell no end are left out, and those that hold the cases opened or closed in the period only.
with last_day as (
    select
        least(period_end, extract_date) as day,
        days.day_number,
        case when period_end < extract_date then period_end_at else extract_at end as instant
    from settings
    join days on days.day = least(period_end, extract_date)
),

stock as (
    select
        fact_cases.*,
        last_day.day_number as last_number,
        last_instant.utc_s as last_s,
        coalesce(finish.day_number, extract_day.day_number) as finish_number,
        case when closed_day <= last_day.day then 1 else 0 end as by_tool
    from fact_cases
    cross join settings
    cross join last_day
    cross join fact_case_period
    join fact_instants as last_instant on last_instant.instant = last_day.instant
    join days as extract_day on extract_day.day = extract_date
    left join days as finish on finish.day = fact_cases.closed_day and state <> 'open'
    where
        state <> 'unknown'
        and duration_s is not null
        and source not in (select sources.source from sources where feeds = 'cases' and extract_frame in ('opened', 'closed'))
        and opened_day <= last_day.day
        and (
            state = 'open'
            or closed_day > last_day.day
            or (closed_by_tool and closed_day >= first_day)
        )
),

-- what the clock of a case stood still after that day
stops as (
    select
        stock.case_key,
        sum(greatest(least(until_instant.utc_s, stock.ended_s) - greatest(since_instant.utc_s, last_s), 0)) as seconds,
        sum(greatest(least(until_instant.day_number, finish_number) - greatest(since_instant.day_number, last_number), 0)) * 86400 as days
    from stock
    join fact_stages on fact_stages.case_key = stock.case_key and fact_stages.stopped
    join fact_instants as since_instant on since_instant.instant = fact_stages.began_at
    join fact_instants as until_instant on until_instant.instant = fact_stages.ended_at
    group by stock.case_key
),

-- a case that a tool closed is not aged further; the clock of one whose file was completed after that day has not begun
aged as (
    select
        procedure,
        promise_days,
        by_tool,
        case
            when by_tool = 1 then duration_s
            when precision = 'day'
                then greatest(duration_s - greatest(finish_number - last_number, 0) * 86400 + coalesce(stops.days, 0), 0)
            else greatest(duration_s - greatest(stock.ended_s - last_s, 0) + coalesce(stops.seconds, 0), 0)
        end as age_s
    from stock
    left join stops on stops.case_key = stock.case_key
)

select
    procedure,
    promise_days,
    by_tool,
    age_s as duration_s,
    count(*) as cases
from aged
group by procedure, promise_days, by_tool, age_s
order by procedure, promise_days, by_tool, age_s
