-- Written requests older than their promised time at the extract date, and those that got an answer: a first answer or a closing. One that
-- was withdrawn, transferred or set aside as incomplete before its time ran out waited for no answer; where no end is told, first answers must be.
select
    fact_cases.channel,
    procedure,
    kind,
    binding,
    cast(opened_week as varchar(10)) as cluster,
    sum(case when response_state = 'answered' or state = 'closed' then 1 else 0 end) as answered,
    count(*) as due
from fact_case_promises
join fact_cases on fact_cases.case_key = fact_case_promises.case_key
cross join settings
join days as extract_day on extract_day.day = cast(extract_at as date)
join channels on channels.channel = fact_cases.channel
where written and opened_since_break
    and fact_case_promises.due_s <= extract_day.day_number * 86400 + hour(extract_at) * 3600 + minute(extract_at) * 60
    and (state in ('closed', 'open')
        or (state = 'competing' and ended_s >= fact_case_promises.due_s)
        or (state = 'unknown' and fact_cases.source in (select cases.source from cases where first_response_at is not null)))
group by fact_cases.channel, procedure, kind, binding, cast(opened_week as varchar(10))
order by fact_cases.channel, procedure, kind, cluster
