-- One row per counted handled contact about a case: the one that opens it, a document asked for, a word after its end; while it is open, a return, or a chaser once
-- `chaser_after_days` have passed without a contact about it since it was opened.
-- A contact is about the case whose number it bears; without a number, about the case that its person opened last on its topic, if that is open.
with contacts_about as (
    select contact, kind, row_id, at_s, day, precision, document, person, lower(topic) as topic, case_id
    from fact_contacts
    where counted and handled and at_s is not null
),

linked as (
    select contacts_about.*, contacts_about.row_id as case_key, 'opening' as link
    from contacts_about
    where kind = 'case'
    union all
    select contacts_about.*, case_key, 'case_id'
    from contacts_about
    join fact_case_watch on fact_case_watch.case_id = contacts_about.case_id
    where kind <> 'case'
    union all
    select contacts_about.*, case_key, 'person'
    from contacts_about
    join fact_case_watch on fact_case_watch.person = contacts_about.person and lower(fact_case_watch.procedure) = contacts_about.topic
    where kind <> 'case' and contacts_about.case_id is null and at_s between opened_s - 3600 and last_until_s - 1
),

-- A number that two files bear: the last opened before the contact
chosen as (
    select
        contact, at_s, day, precision, document, linked.case_key, link,
        opened_on_a_day, opened_day, opened_s, ended_s, due_s, answered_s,
        row_number() over (
            partition by contact
            order by case when opened_s - 3600 <= at_s then 0 else 1 end, opened_s desc, linked.case_key desc
        ) as choice
    from linked
    join fact_case_watch on fact_case_watch.case_key = linked.case_key
),

staged as (
    select
        contact,
        case_key,
        link,
        at_s,
        opened_s,
        case
            when link = 'opening' or at_s <= opened_s + 3600 then 'opening'
            when (opened_on_a_day or precision = 'day') and day = opened_day then 'opening'
            when at_s >= ended_s then 'ended'
            when document then 'document'
            else 'open'
        end as stage,
        at_s - due_s as overdue_s,
        coalesce(at_s >= answered_s, false) as answered
    from chosen
    where choice = 1
),

gaps as (
    select
        staged.*,
        at_s - coalesce(lag(at_s) over (partition by case_key, stage order by contact), opened_s) as gap_s
    from staged
)

select
    contact,
    case_key,
    link,
    case
        when stage <> 'open' then stage
        when sum(case when gap_s >= chaser_after_days * 86400 then 1 else 0 end) over (
            partition by case_key, stage order by contact rows between unbounded preceding and current row
        ) = 0 then 'return'
        else 'chaser'
    end as stage,
    at_s - opened_s as age_s,
    overdue_s,
    answered
from gaps
cross join settings
order by contact
