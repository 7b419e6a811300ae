"""Which customers could speak for the company?"""

import pandas as pd

from icp_core.dataset import Dataset
from icp_core.metrics.accounts import Accounts

REFERENCE_MONTHS = 12  # as a customer, before anybody can speak from experience
PROMOTER = 9  # of 10, from here on an NPS answer counts as a recommendation


def could_be_reference(accounts: Accounts, nps: pd.Series) -> pd.Series:
    """Return whether an account is live, with us for a year, not shrinking, and no NPS below 9 where known.

    Args:
        accounts: The account table.
        nps: Latest NPS answer by account_id (:func:`latest_nps`).

    Returns:
        True, False or, where too little is known, missing; index as in ``accounts.frame``.
    """
    frame = accounts.frame
    score = frame["account_id"].map(nps).astype(float)
    ruled_out = ((frame["growth"] < 0) | (score < PROMOTER)).astype("boolean")
    live = ~frame["left"].astype("boolean")
    long = (frame["tenure"] >= REFERENCE_MONTHS).astype("boolean").mask(frame["tenure"].isna())
    return live & long & ~ruled_out


def latest_nps(data: Dataset) -> pd.Series:
    """Return each account's last NPS answer up to the day of the data, by account_id; empty without feedback."""
    if not data.has("feedback", "account_id", "nps"):
        return pd.Series([], index=pd.Index([], dtype="str"), dtype=float)
    feedback = data.frame("feedback").dropna(subset=["account_id", "nps"])
    feedback = feedback[~(feedback["date"] > pd.Timestamp(data.as_of))]
    return feedback.sort_values("date", kind="stable").groupby("account_id")["nps"].last()
