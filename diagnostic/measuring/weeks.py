"""What is known of each week, so that it is taken for no chance: school and public holidays, declared breaks."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from diagnostic.measuring.once import once
from diagnostic.statistics import Weeks
from diagnostic.store.engine import Store

KNOWN = """
select
    week,
    avg(case when day_type = 'school_holiday' then 1.0 else 0.0 end) as school_holiday,
    avg(case when day_type = 'public_holiday' then 1.0 else 0.0 end) as public_holiday
from days
where weekday <= 5
group by week
order by week
"""


@once
def known(store: Store) -> Weeks:
    """The weeks of a mission: the parts of their working days that are school or public holidays, and since when a declared break holds."""
    weeks = store.query(KNOWN).set_index("week")
    weeks.index = pd.to_datetime(weeks.index)
    if weeks.empty:
        return Weeks.plain()
    weeks = weeks.reindex(pd.date_range(weeks.index.min(), weeks.index.max(), freq="7D"), fill_value=0.0)
    breaks = store.query("select distinct day from breaks order by day")["day"]
    since = [(weeks.index >= pd.Timestamp(day)).astype(float) for day in breaks]
    return Weeks(np.datetime64(weeks.index[0].date()), np.column_stack([weeks.to_numpy(float), *since]))


def mondays(clusters: pd.Series | pd.Index) -> NDArray[np.datetime64] | None:
    """The clusters as weeks, none (NaT) where a month stands for some because no day is known; None where they are persons."""
    if pd.api.types.is_numeric_dtype(clusters):
        return None
    return np.asarray(pd.to_datetime(clusters, format="%Y-%m-%d", errors="coerce"), "datetime64[D]")
