-- What the engagement dates.
select position, day, kind, label, source
from events
order by position
