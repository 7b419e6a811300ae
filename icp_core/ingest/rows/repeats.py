"""Rows that stand twice: the first one counts, the later ones are left out and named."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from icp_core.ingest.findings import Findings
from icp_core.ingest.forms import RawTable
from icp_core.ingest.matching.headers import plain, squashed
from icp_core.ingest.rows.sieve import Sieve
from icp_core.ingest.rows.sums import months_differ
from icp_core.ingest.values.distinct import arrow_texts
from icp_core.ingest.values.words import read_yes_no

MANY_REPEATS = (
    0.6  # share of rows that repeat an account from which a customers file is really a list of orders or contacts
)
MOST_VARIED = 0.1  # share of the accounts in which a column may change before it is no property of the account
_FEW = 1_000  # keys that tell whether it is worth looking whether all of them rise

_DELETED = ("isdeleted", "fivetrandeleted", "sfdcisdeleted")  # headers of a flag: the row is in the recycle bin
_KEYS = {
    "customers": ("account_id",),
    "deals": ("deal_id",),
    "revenue": ("account_id", "month"),
    "usage": ("account_id", "month"),
}
_NAMED = {
    "customers": "account",
    "deals": "deal",
}  # tables in which a key has one row; months may come in several parts


def leave_out_deleted(raw: RawTable, sieve: Sieve) -> None:
    """Leave out rows that were deleted in the system; an export of all of them carries those in the recycle bin too."""
    for header in raw.header:
        if squashed(plain(header)) in _DELETED:
            deleted = read_yes_no(raw.rows[header]).values.fillna(value=False).to_numpy(dtype=bool)
            sieve.leave_out(deleted, f"'{header}' says that the row was deleted.", column=header)


def leave_out_repeats(raw: RawTable, table: str, frame: pd.DataFrame, sieve: Sieve) -> bool:
    """Leave out rows that repeat an earlier one, and later rows of an account or a deal that is there already.

    Answers to a survey without an account may well be equal and all count.

    Returns:
        Whether the key of every row was its own from the beginning.
    """
    key = _KEYS.get(table, ())
    if key and set(key) <= set(frame) and differ(*(frame[name] for name in key)):
        return True
    if table != "feedback" or "account_id" in frame:
        _leave_out(raw.rows, raw, sieve, "The row repeats an earlier one, cell by cell.")
    what = _NAMED.get(table)
    if what is not None and set(key) <= set(frame):
        reason = f"The {what} has a row already, with other values; the first row is kept."
        _leave_out(frame[list(key)], raw, sieve, reason)
    return False


def differ(*keys: pd.Series) -> bool:
    """Whether no two rows have the same key: an id, or an account and a month.

    A missing value in the key does not differ from anything.

    Example:
        >>> accounts, months = pd.Series(["a", "a"]), pd.to_datetime(pd.Series(["2024-01-01", "2024-02-01"]))
        >>> differ(accounts, months), differ(accounts)
        (True, False)
    """
    if any(key.isna().any() for key in keys):
        return False
    if len(keys) == 2:
        return months_differ(*keys)
    if isinstance(keys[0].dtype, pd.CategoricalDtype):
        return bool(keys[0].is_unique)
    texts = arrow_texts(keys[0].astype("str"))
    return _rise(texts) or bool(pc.count_distinct(texts).as_py() == len(texts))


def _rise(texts: pa.Array | pa.ChunkedArray) -> bool:
    """Whether each text comes after the one before it, as numbers of rows do in most exports; told in no time.

    Example:
        >>> _rise(pa.array(["a1", "a2", "b"])), _rise(pa.array(["a", "a"])), _rise(pa.array(["b", "a"]))
        (True, False, False)
    """
    few = texts.slice(0, _FEW)
    return all(
        bool(pc.all(pc.greater(some.slice(1), some.slice(0, max(len(some) - 1, 0)))).as_py()) for some in (few, texts)
    )


def without_what_varies(frame: pd.DataFrame, findings: Findings) -> pd.DataFrame:
    """Drop the columns that change from row to row of one account, where most rows repeat an account.

    The first order's amount or country is no property of the account.
    """
    keyed = frame[frame["account_id"].notna()]
    accounts = keyed["account_id"].nunique()
    if not len(keyed) or 1 - accounts / len(keyed) < MANY_REPEATS:
        return frame
    several = keyed.loc[keyed["account_id"].duplicated(keep=False)]
    plain = several.astype("str")
    varied = plain.groupby(several["account_id"].to_numpy()).nunique().gt(1).mean()
    dropped = [str(name) for name in frame if name != "account_id" and varied[str(name)] > MOST_VARIED]
    if dropped:
        findings.note(
            f"Most accounts have several rows here. These columns change within an account and are no property of it, "
            f"so they were left out: {', '.join(dropped)}."
        )
    return frame.drop(columns=dropped)


def _leave_out(content: pd.DataFrame, raw: RawTable, sieve: Sieve, reason: str) -> None:
    kept = content[sieve.kept]
    again = kept.duplicated()
    if not again.any():
        return
    groups = kept.groupby(list(kept.columns), sort=False, dropna=False).ngroup().to_numpy()
    lines = raw.lines[sieve.kept]
    _, position = np.unique(groups, return_index=True)
    first = np.zeros(len(content), dtype=np.int64)
    first[sieve.kept] = lines[position[groups]]
    at = np.zeros(len(content), dtype=bool)
    at[sieve.kept] = again.to_numpy()
    sieve.leave_out(at, reason, first=first)
