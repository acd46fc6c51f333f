-- Cases whose legal time ran out in the period, each on the clock of that promise, and those of them that had no recorded decision by then:
-- still open, or closed or set aside later. One withdrawn, transferred or set aside as incomplete before awaited no decision of the service.
select
    fact_cases.procedure,
    coalesce(promise_kinds.confirmed, false) as confirmed,
    sum(case when fact_case_promises.duration_s > fact_case_promises.days * 86400 then 1 else 0 end) as undecided,
    count(*) as due
from fact_case_promises
join fact_cases on fact_cases.case_key = fact_case_promises.case_key
left join promise_kinds on lower(promise_kinds.procedure) = lower(fact_cases.procedure) and promise_kinds.kind = 'legal'
cross join settings
cross join fact_case_period
join fact_instants as first_instant on first_instant.instant = period_start_at
join fact_instants as last_instant on last_instant.instant = period_end_at
where fact_case_promises.kind = 'legal'
    and not at_once
    and fact_case_promises.duration_s is not null
    and (state = 'closed' or fact_case_promises.duration_s > fact_case_promises.days * 86400)
    and fact_case_promises.due_s >= first_instant.utc_s
    and fact_case_promises.due_s < last_instant.utc_s
    and (opened_day >= first_day or not after_break)
group by 1, 2
order by 1, 2
