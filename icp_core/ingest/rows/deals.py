"""What deals and accounts need beyond their own columns: keys, won flags, dates in two columns."""

import numpy as np
import pandas as pd

from icp_core.ingest.findings import Findings
from icp_core.ingest.forms import RawTable
from icp_core.ingest.matching.mapping import ColumnMap
from icp_core.ingest.rows.sieve import Sieve
from icp_core.ingest.values.dates import read_dates
from icp_core.ingest.values.words import read_flags
from icp_core.results import join_words, plural


def account_keys(frame: pd.DataFrame, raw: RawTable, table: str, findings: Findings) -> pd.DataFrame:
    """Give every customer and every deal a key where the file has none.

    A customers file that names accounts but has no number uses the name as the key; one that has neither counts each
    row as an account of its own. Deals without a number are called by their row.
    """
    rows = pd.Series([f"row {line}" for line in raw.lines] if table in ("customers", "deals") else [], dtype="str")
    if table == "customers" and "account_id" not in frame:
        if "name" in frame:
            findings.note(
                "The file has no account number; the name of the account is its key, and other files are joined by it."
            )
            return frame.assign(account_id=frame["name"])
        findings.note(
            "No column names the account; each row counts as one account, called by its row, "
            "and no other file can be joined."
        )
        return frame.assign(account_id=rows)
    if table == "deals":
        if "deal_id" not in frame:
            findings.note("The deals have no number; each is called by its row.")
            return frame.assign(deal_id=rows)
        missing = frame["deal_id"].isna()
        if missing.any():
            findings.note(f"{plural(int(missing.sum()), 'deal')} without a number; each is called by its row.")
            return frame.assign(deal_id=frame["deal_id"].where(~missing, rows))
    return frame


def deal_columns(
    frame: pd.DataFrame, raw: RawTable, decided: ColumnMap, sieve: Sieve, findings: Findings
) -> pd.DataFrame:
    """Use the columns beside the stage: flags, days of winning and losing, several account numbers."""
    frame = _outcome_by_flags(frame, raw, decided, findings)
    frame = _closed_on(frame, raw, decided, findings)
    if "account_id" in frame:
        several = frame["account_id"].str.contains(";", regex=False, na=False)
        if several.any():
            findings.note(
                f"{plural(int(several.sum()), 'deal')} of several accounts; the first account is used.",
                column=decided.columns["account_id"],
            )
            first = frame["account_id"].str.split(";").str[0].str.strip()
            frame = frame.assign(account_id=frame["account_id"].where(~several, first))
    open_closed = (
        frame["outcome"].isin(["won", "lost"]).to_numpy() if "close_date" in frame else np.zeros(len(frame), dtype=bool)
    )
    if "close_date" in frame:
        missing = open_closed & frame["close_date"].isna().to_numpy()
        sieve.warn(
            missing,
            "The deal is won or lost, but has no close date; it is in no period.",
            column=decided.columns.get("close_date", ""),
        )
    return frame


def _outcome_by_flags(frame: pd.DataFrame, raw: RawTable, decided: ColumnMap, findings: Findings) -> pd.DataFrame:
    """Let the flags of Salesforce and HubSpot decide, which hold whatever the stages are called."""
    flags = {
        name: read_flags(raw.rows[header]).values
        for name, header in decided.helpers.items()
        if name in ("is_won", "is_closed")
    }
    stage = decided.columns.get("outcome", "")
    won = flags.get("is_won")
    if won is None and stage and frame["outcome"].isin(["won", "lost"]).sum() == 0:
        plain = read_flags(raw.rows[stage])
        won = None if plain.bad.any() else plain.values
    if won is None:
        return frame
    outcome = frame["outcome"] if stage and "is_won" in flags else pd.Series("open", index=frame.index, dtype="str")
    yes, no = won.fillna(value=False).to_numpy(dtype=bool), (~won).fillna(value=False).to_numpy(dtype=bool)
    closed = flags.get("is_closed")
    if closed is not None:
        lost = no & closed.fillna(value=False).to_numpy(dtype=bool)
        outcome = outcome.mask(no & ~lost, "open")
    else:
        lost = no & (outcome == "lost").to_numpy() if stage and "is_won" in flags else no
        if not stage or "is_won" not in flags:
            findings.warn(
                "The file only says won or not won; every deal that is not won counts as lost.",
                remedy="Add the stage to the export.",
            )
    names = [f"'{decided.helpers[name]}'" for name in flags]
    if names and stage:
        findings.note(f"{' and '.join(names)} decide beside '{stage}' which deals are won, lost or open.")
    return frame.assign(outcome=outcome.mask(lost, "lost").mask(yes, "won"))


def _closed_on(frame: pd.DataFrame, raw: RawTable, decided: ColumnMap, findings: Findings) -> pd.DataFrame:
    """Fill the close date from the days of winning and losing where the file has two columns (Pipedrive)."""
    days = [
        (header, read_dates(raw.rows[header]).values)
        for name, header in decided.helpers.items()
        if name in ("won_date", "lost_date")
    ]
    if not days:
        return frame
    close = (
        frame["close_date"] if "close_date" in frame else pd.Series(pd.NaT, index=frame.index, dtype="datetime64[us]")
    )
    for _, values in days:
        close = close.fillna(values)
    findings.note(
        f"The close date is taken from {join_words([repr(header) for header, _ in days])} where nothing else holds it."
    )
    return frame.assign(close_date=close)
