"""Is the end of a paid period the last day that is paid, or the first that is not?

Billing writes 1 January to 31 December, subscription systems write 1 January to 1 January. Read the wrong way round,
every renewal is a month without revenue: a loss and a return.
"""

import numpy as np
import numpy.typing as npt
import pandas as pd

from icp_core.ingest.forms import Question, chosen_word
from icp_core.ingest.rows.table import Reading
from icp_core.results import plural

ENDS = "ends"  # id of the question
LAST_PAID, FIRST_UNPAID = "last", "first"
OPTIONS = {
    LAST_PAID: "The last day that is paid (1 January to 31 December)",
    FIRST_UNPAID: "The first day that is not paid any more (1 January to 1 January)",
}
TWICE = 2.0  # as many ends must speak for one reading as for the other
FEWEST = 0.1  # share of the ends that must speak at all; a day of cancelling says nothing, but for one in thirty
SEEN = 5_000  # accounts whose periods are looked at
_DAY = np.timedelta64(1, "D")

Days = npt.NDArray[np.datetime64]


def to_first_unpaid_day(reading: Reading, periods: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """Write the end of every period as the first day that is not paid, say how it was read, and ask where in doubt.

    Args:
        reading: The file.
        periods: ``account_id``, ``start_date`` and ``end_date`` (NaT while it runs), one row a period.

    Returns:
        The periods, and what was done in words; empty where no period has an end.
    """
    ended = periods[periods["end_date"].notna()]
    if ended.empty:
        return periods, ""
    some = periods[periods["account_id"].isin(ended["account_id"].unique()[:SEEN])]
    ended = some[some["end_date"].notna()]
    last, first = _last_paid(some, ended), _first_unpaid(some, ended)
    enough = max(FEWEST * len(ended), min(2, len(ended)))
    told = max(last, first) >= enough and max(last, first) > TWICE * min(last, first)
    assumed = LAST_PAID if told and last > first else FIRST_UNPAID
    chosen = chosen_word(reading.options, ENDS)
    word = chosen if chosen in OPTIONS else assumed
    header = reading.mapping.columns["end_date"]
    reading.findings.ask(
        Question(
            ENDS,
            "revenue",
            reading.raw.name,
            f"What does '{header}' say of a period? {_why(last, first, len(ended))} Read the wrong way round, each "
            "renewal would be a loss and a return.",
            OPTIONS,
            word,
            decided=chosen in OPTIONS,
            urgent=not told and last >= enough and chosen not in OPTIONS,
        )
    )
    if word == FIRST_UNPAID:
        return periods, f"'{header}' is the first day that is not paid"
    return periods.assign(end_date=periods["end_date"] + _DAY), f"'{header}' is the last day that is paid"


def _last_paid(periods: pd.DataFrame, ended: pd.DataFrame) -> int:
    """Count the ends that look like a last paid day: the next period begins a day later, or whole months end on it."""
    after = _days(ended["end_date"]) + _DAY
    return int((_begins(periods, ended, after) | _whole_months(_days(ended["start_date"]), after)).sum())


def _first_unpaid(periods: pd.DataFrame, ended: pd.DataFrame) -> int:
    """Count the ends that look like a first unpaid day: the next period begins on it, or whole months end before it."""
    end = _days(ended["end_date"])
    return int((_begins(periods, ended, end) | _whole_months(_days(ended["start_date"]), end)).sum())


def _begins(periods: pd.DataFrame, ended: pd.DataFrame, days: Days) -> npt.NDArray[np.bool_]:
    """Mark the periods on whose day given another period of the account begins."""
    begun = pd.MultiIndex.from_arrays([periods["account_id"].astype("str"), _days(periods["start_date"])])
    return np.asarray(pd.MultiIndex.from_arrays([ended["account_id"].astype("str"), days]).isin(begun))


def _whole_months(starts: Days, ends: Days) -> npt.NDArray[np.bool_]:
    """Mark the pairs of days between which whole months lie; the first of a month ends what ran to its eve."""
    same = _day_of_month(starts) == _day_of_month(ends)
    return np.asarray((ends > starts) & (same | (_day_of_month(ends) == 1)))


def _day_of_month(days: Days) -> npt.NDArray[np.int64]:
    from_first: npt.NDArray[np.int64] = (days - days.astype("datetime64[M]").astype("datetime64[D]")).astype(np.int64)
    return from_first + 1


def _days(column: pd.Series) -> Days:
    return column.to_numpy().astype("datetime64[D]")


def _why(last: int, first: int, ends: int) -> str:
    of = f"Of {plural(ends, 'end')}, {last:,} look like the last paid day"
    return f"{of} (whole months, or the next period begins the day after) and {first:,} like the first unpaid one."
