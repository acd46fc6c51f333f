-- Calls by day and half-hour from one row per call: what became of them, at the switchboard and at their last leg.
with calls as (
    select
        fact_contacts.month, fact_contacts.cluster, fact_contacts.day,
        fact_contacts.weekday, fact_contacts.slot, fact_contacts.outcome, fact_contacts.wait_s, fact_contacts.open,
        coalesce(fact_contacts.transferred, false) as transferred,
        case when following.source is not null then 1 else 0 end as followed,
        case when telling.source is not null then 1 else 0 end as told,
        -- the leg of a call that nobody transferred is its last one; a transferred call that no column follows has an unknown end
        coalesce(ends.final_outcome, case when not coalesce(fact_contacts.transferred, false) then fact_contacts.outcome end) as last_leg,
        case when fact_contacts.for_agent then 1 else 0 end as for_agent,
        case when fact_contacts.outcome = 'answered' then 1 else 0 end as taken,
        case when fact_contacts.outcome = 'abandoned' then 1 else 0 end as given_up
    from fact_contacts
    left join (select id, final_outcome from contacts where final_outcome is not null) as ends on ends.id = fact_contacts.row_id
    left join (select distinct source from contacts where final_outcome is not null) as following on following.source = fact_contacts.source
    left join (select distinct source from contacts where transferred is not null) as telling on telling.source = fact_contacts.source
    where counted and in_period and is_call
)

select
    month, cluster, day, weekday, slot,
    count(*) as calls,
    sum(taken) as answered,
    sum(given_up) as abandoned,
    sum(taken + given_up) as ended,
    sum(case when outcome = 'deflected' then 1 else 0 end) as deflected,
    sum(case when outcome = 'unanswered' then 1 else 0 end) as unanswered,
    sum(case when outcome = 'voice_server' then 1 else 0 end) as voice_server,
    sum(case when outcome = 'out_of_hours' then 1 else 0 end) as out_of_hours,
    sum(case when outcome <> 'out_of_hours' then 1 else 0 end) as in_hours,
    sum(for_agent) as for_agents,
    sum(case when open then 1 else 0 end) as open_known,
    sum(case when open and outcome = 'answered' then 1 else 0 end) as open_answered,
    sum(case when open and outcome <> 'out_of_hours' then 1 else 0 end) as open_calls,
    sum(case when wait_s < short_abandon_s then given_up else 0 end) as abandoned_at_once,
    sum(case when wait_s is not null then given_up else 0 end) as abandoned_timed,
    sum(case when wait_s <= answer_within_s then taken else 0 end) as answered_in_time,
    sum(case when wait_s is not null then taken else 0 end) as answered_timed,
    sum(case when wait_s is not null then taken else 0 end + given_up) as ended_timed,
    sum(taken * told) as answered_told,
    sum(case when transferred then taken * told else 0 end) as transferred,
    sum(case when last_leg is not null then for_agent * followed else 0 end) as followed_calls,
    sum(case when last_leg = 'answered' then for_agent * followed else 0 end) as followed_answered,
    sum(case when last_leg is null then for_agent * followed else 0 end) as lost_from_sight
from calls
cross join settings
group by month, cluster, day, weekday, slot
order by month, cluster, day, weekday, slot
