-- Repeats of the period (those that repeat.rate counts) by the channel before and now, by who deals with it (the same team, else service, or another), and by whether the case
-- that it is about had an answer.
select
    previous_channel,
    fact_contacts.channel,
    case
        when team = previous_team or (coalesce(team, previous_team) is null and service = previous_service) then 'redo'
        when team <> previous_team or (coalesce(team, previous_team) is null and service <> previous_service) then 'referral'
    end as handler,
    case when answered then 'after' when not answered then 'before' end as answer,
    count(*) as repeats
from fact_contacts
cross join settings
join fact_recognition as whole on whole.channel is null and whole.lacks is null
join fact_recognition as of_channel on of_channel.channel = coalesce(fact_contacts.channel, 'unknown') and of_channel.lacks is null
left join fact_case_contacts on fact_case_contacts.contact = fact_contacts.contact
where counted and handled and comparable and person is not null and topic is not null
    and history_s >= repeat_window_days * 86400 and previous_gap_s <= repeat_window_days * 86400
group by 1, 2, 3, 4
order by 1, 2, 3, 4
