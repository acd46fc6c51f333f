-- Cases opened in the period by sources that record a first answer: staffed time to it, to the end without one (`competing` where that is no
-- closing), or to the extract, by week of opening.
select
    procedure,
    channel,
    opened_week as week,
    case when response_state = 'ended' and state = 'competing' then 'competing' else response_state end as state,
    response_working_s as duration_s,
    count(*) as cases
from fact_cases
where opened_since_break
    and not at_once
    and response_working_s is not null
    and source in (select cases.source from cases where first_response_at is not null)
group by 1, 2, 3, 4, 5
order by 1, 2, 3, 4, 5
