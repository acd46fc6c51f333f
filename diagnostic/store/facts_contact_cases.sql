-- Of contacts about a case, the one before and the first after about the same case.
select
    contact_judged.record,
    lag(contact) over same_case as previous,
    lag(contact_judged.at_s) over same_case as previous_at_s,
    lag(words) over same_case as previous_words,
    min(case when not document then contact_judged.at_s end) over (
        partition by case_id order by contact rows between 1 following and unbounded following
    ) as next_at_s
from contact_judged
join contact_records on contact_records.record = contact_judged.record
where counted and handled and case_id is not null and contact_judged.at_s is not null
window same_case as (partition by case_id order by contact)
