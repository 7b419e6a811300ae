"""What deals and accounts need beyond their own columns: keys, won flags, dates in two columns."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from icp_core.dataset import Column, Kind
from icp_core.ingest.findings import Findings
from icp_core.ingest.forms import Mask, RawTable
from icp_core.ingest.rows.asking import Asking
from icp_core.ingest.rows.days import read_days
from icp_core.ingest.rows.outcomes import StageRows, outcome_by_stage, say_one_sided
from icp_core.ingest.rows.sieve import Sieve
from icp_core.ingest.values.words import read_yes_no
from icp_core.results import join_words, plural


def account_keys(frame: pd.DataFrame, raw: RawTable, table: str, findings: Findings) -> pd.DataFrame:
    """Give every customer and every deal a key where the file has none.

    A customers file that names accounts but has no number uses the name as the key; one that has neither counts each
    row as an account of its own. Deals without a number are called by their row.
    """
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
        return frame.assign(account_id=_called_by_row(raw))
    if table == "deals":
        if "deal_id" not in frame:
            findings.note("The deals have no number; each is called by its row.")
            return frame.assign(deal_id=_called_by_row(raw))
        missing = frame["deal_id"].isna()
        if missing.any():
            findings.note(f"{plural(int(missing.sum()), 'deal')} without a number; each is called by its row.")
            return frame.assign(deal_id=frame["deal_id"].astype("str").where(~missing, _called_by_row(raw)))
    return frame


def _called_by_row(raw: RawTable) -> pd.Series:
    return pd.Series([f"row {line}" for line in raw.lines], index=raw.rows.index, dtype="str")


def deal_columns(frame: pd.DataFrame, asking: Asking, sieve: Sieve) -> pd.DataFrame:
    """Use what a person said of the stages, and the columns beside them: flags, days of the end, account numbers."""
    decided, findings = asking.decided, asking.findings
    frame = _outcomes(frame, asking, sieve.kept)
    say_one_sided(frame, sieve, decided.columns.get("outcome", ""), findings)
    frame = _closed_on(frame, asking)
    if "account_id" in frame:
        several = frame["account_id"].str.contains(";", regex=False, na=False)
        if several.any():
            findings.note(
                f"{plural(int(several.sum()), 'deal')} of several accounts; the first account is used.",
                column=decided.columns["account_id"],
            )
            first = frame["account_id"].str.split(";").str[0].str.strip()
            frame = frame.assign(account_id=frame["account_id"].astype("str").where(~several, first))
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


def _outcomes(frame: pd.DataFrame, asking: Asking, kept: Mask) -> pd.DataFrame:
    """Tell won, lost and open deals by the flags of Salesforce and HubSpot, and by the stage where there are none."""
    decided, rows = asking.decided, asking.raw.rows
    flags = {
        name: read_yes_no(rows[header]).values
        for name, header in decided.helpers.items()
        if name in ("is_won", "is_closed")
    }
    stage = decided.columns.get("outcome", "")
    won = flags.get("is_won")
    if won is None and stage:
        plain = read_yes_no(rows[stage])
        won = None if plain.bad.any() else plain.values
    if stage and (won is None or "is_won" in flags):
        told = _told_by_flags(flags, len(frame))
        ended = _true(flags["is_closed"]) if "is_closed" in flags else np.zeros(len(frame), dtype=bool)
        others = frozenset(outcome for outcome, at in told.items() if (at & kept).any())
        by_stage = StageRows(kept & ~np.logical_or.reduce(list(told.values())), ended, others)
        frame = frame.assign(outcome=outcome_by_stage(frame["outcome"], stage, asking, by_stage))
    return frame if won is None else _outcome_by_flags(frame, flags, won, asking)


def _told_by_flags(flags: Mapping[str, pd.Series], size: int) -> dict[str, Mask]:
    """Return for each outcome the rows of which the flags alone tell it."""
    nowhere = np.zeros(size, dtype=bool)
    if "is_won" not in flags:
        return {"open": _true(~flags["is_closed"]) if "is_closed" in flags else nowhere}
    won = flags["is_won"]
    if "is_closed" not in flags:
        return {"won": _true(won)}
    closed = flags["is_closed"]
    return {"won": _true(won), "lost": _true(~won & closed), "open": _true(~closed)}


def _true(flags: pd.Series) -> Mask:
    """Return where a flag is known and true."""
    return flags.fillna(value=False).to_numpy(dtype=bool)


def _outcome_by_flags(
    frame: pd.DataFrame, flags: Mapping[str, pd.Series], won: pd.Series, asking: Asking
) -> pd.DataFrame:
    """Let the flags decide, which hold whatever the stages are called."""
    decided, findings = asking.decided, asking.findings
    stage = decided.columns.get("outcome", "")
    outcome = frame["outcome"] if stage and "is_won" in flags else pd.Series("open", index=frame.index, dtype="str")
    yes, no = _true(won), _true(~won)
    closed = flags.get("is_closed")
    if closed is not None:
        lost = no & _true(closed)
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
        decide = "decides" if len(names) == 1 else "decide"
        findings.note(f"{' and '.join(names)} {decide} beside '{stage}' which deals are won, lost or open.")
    return frame.assign(outcome=outcome.mask(lost, "lost").mask(yes, "won"))


def _closed_on(frame: pd.DataFrame, asking: Asking) -> pd.DataFrame:
    """Fill the close date from the days of winning and losing where the file has two columns (Pipedrive)."""
    headers = {
        name: (header, Column(name, Kind.DATE, "day the deal was won or lost"))
        for name, header in asking.decided.helpers.items()
        if name in ("won_date", "lost_date")
    }
    read = read_days(asking.raw, headers, "", asking.findings, asking.options)
    if not read:
        return frame
    close = (
        frame["close_date"] if "close_date" in frame else pd.Series(pd.NaT, index=frame.index, dtype="datetime64[us]")
    )
    for name, column in read.items():  # a deal that was lost may have the day on which it should have been won
        own = frame["outcome"] == name.removesuffix("_date")
        close = close.fillna(column.values.where(own))
    for column in read.values():
        close = close.fillna(column.values)
    asking.findings.note(
        f"The close date is taken from {join_words([repr(headers[name][0]) for name in read])} where nothing else "
        "holds it."
    )
    return frame.assign(close_date=close)
