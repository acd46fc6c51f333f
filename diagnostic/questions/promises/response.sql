-- Cases opened in the period by sources that record a first answer: staffed time to it, to the end without one, or to the extract, by week of opening.
select
    procedure,
    channel,
    opened_week as week,
    response_state as state,
    response_working_s as duration_s,
    count(*) as cases
from fact_cases
where opened_since_break
    and response_working_s is not null
    and source in (select cases.source from cases where first_response_at is not null)
group by procedure, channel, opened_week, response_state, response_working_s
order by procedure, channel, opened_week, response_state, response_working_s
