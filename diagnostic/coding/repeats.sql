-- Every repeat of the period (those that repeat.rate counts), with the contact that it follows: what the sample is drawn from.
select
    repeats.contact,
    repeats.source,
    repeats.kind,
    repeats.row_id,
    repeats.occurred_local,
    repeats.channel,
    repeats.topic,
    repeats.service,
    repeats.case_id,
    contacts.source_id,
    repeats.previous_gap_s,
    repeats.previous_channel
from fact_contacts as repeats
cross join settings
join fact_recognition as whole on whole.channel is null and whole.lacks is null
join fact_recognition as of_channel on of_channel.channel = coalesce(repeats.channel, 'unknown') and of_channel.lacks is null
left join contacts on repeats.kind = 'contact' and contacts.id = repeats.row_id
where
    repeats.counted and repeats.handled and repeats.comparable
    and repeats.person is not null and repeats.topic is not null
    and repeats.history_s >= repeat_window_days * 86400 and repeats.previous_gap_s <= repeat_window_days * 86400
order by repeats.contact
