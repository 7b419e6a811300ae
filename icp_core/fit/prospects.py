"""Which prospects fit the ICP, and why?"""

import pandas as pd

from icp_core.fit.score import fit_accounts
from icp_core.profile import IcpProfile

COLUMNS = ("account_id", "name", "fit", "ring", "known_share", "reasons")


def score_prospects(frame: pd.DataFrame, profile: IcpProfile) -> pd.DataFrame:
    """Score a list of prospects, in the order of the list.

    Args:
        frame: ``account_id``, ``name`` where known, and the attribute columns, one row a prospect, shape (n, any).
        profile: The declared ICP.

    Returns:
        One row a prospect, with ``COLUMNS``. The text comes from the file as it stands: whoever writes it into a
        spreadsheet must make it formula-safe.

    Example:
        >>> icp = IcpProfile(criteria=[{"column": "country", "op": "in", "value": ["Norway"]}])
        >>> score_prospects(pd.DataFrame({"account_id": ["p"], "country": ["Norway"]}), icp)["ring"].tolist()
        ['bullseye']
    """
    scored = fit_accounts(frame, profile).frame
    names = frame["name"].to_numpy() if "name" in frame else None
    return scored.assign(name=pd.Series(names, index=scored.index, dtype="str"))[list(COLUMNS)]
