-- The days over which cases may be taken together: the part of the period that no declared break cuts, for any of their sources.
select
    max(unbroken.since) as first_day,
    max(settings.period_end) as last_day,
    max(unbroken.since) > max(settings.period_start) as after_break
from settings
cross join unbroken
where unbroken.source is null or unbroken.source in (select cases.source from cases)
