-- Changes of team per case opened in the period, from the steps of the event log that name one, by week of opening.
with teams as (
    select
        case_key,
        team,
        lag(team) over (partition by case_key order by position) as previous_team
    from fact_stages
    where team is not null
),

changes as (
    select
        case_key,
        sum(case when team <> previous_team then 1 else 0 end) as changes
    from teams
    group by case_key
)

select
    procedure,
    channel,
    opened_week as cluster,
    sum(changes) as numerator,
    count(*) as denominator
from changes
join fact_cases on fact_cases.case_key = changes.case_key
where opened_since_break
group by procedure, channel, opened_week
order by procedure, channel, opened_week
