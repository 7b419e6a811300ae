"""Results about segments that one part of their page shows: each computed when that part is first opened."""

import pandas as pd

from icp_core.analysis import Observed
from icp_core.metrics import Accounts
from icp_core.segments import find_segments
from icp_core.segments.forecast import Forecast, Landmark, after_the_sale
from icp_core.segments.forecast import forecast as forecast_of
from icp_core.segments.forecast import landmark as landmark_of
from icp_core.segments.side_by_side import SideBySide
from icp_core.segments.side_by_side import side_by_side as side_by_side_of
from pages.ui import cached, measured
from pages.ui.work import Work

MOST_MATCHES = 50  # accounts to choose from; a list of all would take seconds to reach the browser


def side_by_side(work: Work, observed: Observed) -> SideBySide:
    """The groups on the same numbers."""
    return cached.measured(
        work, "side_by_side", lambda: side_by_side_of(measured.company(work, observed), observed.segments)
    )


def columns_offered(observed: Observed) -> tuple[str, ...]:
    """Columns that a forecast may be made from: not those that were set aside as known only afterwards."""
    aside = {item.column for item in observed.traits.set_aside}
    return tuple(name for name in observed.accounts.attributes if name not in aside)


def columns_before_the_sale(work: Work, observed: Observed) -> tuple[str, ...]:
    """Those of them that people say were known before the sale; until they say so, what the names tell."""
    offered, chosen = columns_offered(observed), work.workspace.settings.forecast_columns
    if chosen is None:
        return tuple(name for name in offered if not after_the_sale(name))
    return tuple(name for name in offered if name in chosen)


def forecast(work: Work, observed: Observed) -> Forecast:
    """Who is likely to stay, from what was known before the sale."""
    columns = columns_before_the_sale(work, observed)
    return cached.measured(work, "forecast", lambda: forecast_of(observed.accounts, columns), columns)


def segments_followed(work: Work, observed: Observed) -> Landmark:
    """What became of the groups that the data of a year ago would have shown."""
    settings = work.workspace.settings

    def groups(then: Accounts) -> pd.Series:
        return find_segments(then, method=settings.segments_method, k=settings.segments_k).labels

    return cached.measured(work, "segments_followed", lambda: landmark_of(work.data, observed.accounts, groups))


def forecast_followed(work: Work, observed: Observed) -> Landmark:
    """What became of the accounts that the data of a year ago would have called at risk."""
    columns = columns_before_the_sale(work, observed)

    def groups(then: Accounts) -> pd.Series:
        return forecast_of(then, columns).labels

    return cached.measured(
        work, "forecast_followed", lambda: landmark_of(work.data, observed.accounts, groups), columns
    )


def matches(observed: Observed, words: str) -> dict[str, str]:
    """Accounts whose id or name holds these words, the highest ARR first: id to what a person reads."""
    frame = observed.accounts.frame
    known = frame[["account_id", "name", "arr"]].sort_values(["arr", "account_id"], ascending=[False, True])
    if wanted := words.strip():
        held = [
            known[column].str.contains(wanted, case=False, regex=False, na=False) for column in ("account_id", "name")
        ]
        known = known[held[0] | held[1]]
    named = known.head(MOST_MATCHES)
    return {
        one.account_id: f"{one.account_id} ({one.name})" if isinstance(one.name, str) and one.name else one.account_id
        for one in named.itertuples(index=False)
    }
