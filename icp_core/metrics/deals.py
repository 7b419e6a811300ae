"""What are the deals: one row each, joined to its account."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd

from icp_core.dataset import Dataset
from icp_core.metrics.accounts import Accounts, describes
from icp_core.results import plural

IS_NEW = re.compile(r"\bnew\b|new.?(?:business|logo|customer)|acquisition|first", re.IGNORECASE)
IS_OLD = re.compile(r"expan|upsell|up.sell|cross|renew|exist|add.?on|upgrade", re.IGNORECASE)
CARRIED = ("amount", "discount", "list_price", "term_months")
TEXTS = ("deal_type", "loss_reason", "owner")
NOT_ATTRIBUTES = (
    "deal_id", "account_id", "account_name", "outcome", "created_date", "close_date", "last_activity", "source",
    *CARRIED, *TEXTS,
)  # fmt: skip


@dataclass(frozen=True)
class Deals:
    """All sales opportunities.

    Args:
        frame: One row a deal, index 0..n-1; columns:
            deal_id (str); account_id (str; NaN when the deal names none); matched (bool: it is among the accounts);
            outcome ("won", "lost", "open"); amount; created, closed (datetime64; NaT for open deals);
            due (datetime64: the day an open deal is expected to close, a hope; NaT for closed deals);
            days (from creation to close, for open deals to ``as_of``; NaN: unknown); deal_type;
            is_new ("boolean"; NA: unknown); loss_reason; discount (a share); list_price; annual_value (amount a year);
            last_activity; owner; source; and the attributes: the account's value, else the deal's own.
        as_of: Day up to which the data are taken to be complete.
        attributes: Names of the attribute columns.
        notes: Cautions in words.
    """

    frame: pd.DataFrame
    as_of: date
    attributes: tuple[str, ...]
    notes: tuple[str, ...] = ()

    @cached_property
    def closed(self) -> pd.DataFrame:
        """The deals that were won or lost."""
        return self.frame[self.frame["outcome"] != "open"]

    @cached_property
    def won(self) -> pd.DataFrame:
        """The deals that were won."""
        return self.frame[self.frame["outcome"] == "won"]

    @property
    def described(self) -> pd.DataFrame:
        """``deal_id``, called ``account_id`` as in the account table, and the columns that describe a deal.

        Example:
            >>> frame = pd.DataFrame({"deal_id": ["d1"], "account_id": ["a"], "industry": ["Retail"]})
            >>> Deals(frame, date(2025, 12, 31), ("industry",)).described.to_dict("records")
            [{'account_id': 'd1', 'industry': 'Retail'}]
        """
        return self.frame[["deal_id", *self.attributes]].rename(columns={"deal_id": "account_id"})


def deal_table(data: Dataset, accounts: Accounts | None) -> Deals | None:
    """Return the deals with their accounts; None when there is no deals table.

    The account of a deal is the one that the import found for it, by number or by name. A deal decided after ``as_of``
    still is open on that day, and one created after it is left out.

    Example:
        >>> raw = pd.DataFrame({"deal_id": ["1", "2"], "outcome": ["won", "open"], "account_name": ["ACME", None]})
        >>> table = deal_table(Dataset.of(deals=raw), None)
        >>> table.notes
        ('1 open deal names no account',)
    """
    if "deals" not in data.tables:
        return None
    raw = data.frame("deals").reset_index(drop=True)
    today = pd.Timestamp(data.as_of)
    future = _dates(raw, "created_date") > today
    raw = raw[~future].reset_index(drop=True)
    created, closed = _dates(raw, "created_date"), _dates(raw, "close_date")
    later = (raw["outcome"] != "open") & (closed > today)
    outcome = raw["outcome"].astype("str").mask(later, "open")
    named = _texts(raw, "account_id").fillna(_texts(raw, "account_name"))
    known = pd.Series(dtype="str") if accounts is None else accounts.frame["account_id"]
    days = (closed.where(outcome != "open", today) - created).dt.days.astype(float)
    frame = pd.DataFrame(
        {
            "deal_id": _texts(raw, "deal_id"),
            "account_id": named,
            "matched": named.isin(known),
            "outcome": outcome,
            "created": created,
            "closed": closed.where(outcome != "open"),
            "due": closed.where(outcome == "open"),
            "days": days.where(days >= 0),
            "is_new": _is_new(_texts(raw, "deal_type")),
            "last_activity": _dates(raw, "last_activity"),
            **{name: _numbers(raw, name) for name in CARRIED},
            **{name: _texts(raw, name) for name in TEXTS},
        }
    )
    frame["annual_value"] = frame["amount"] / np.maximum(frame["term_months"].fillna(12.0), 1.0) * 12
    described = _described(raw, frame, accounts)
    attributes = tuple(column for column in described.columns if describes(described[column]))
    return Deals(
        frame=pd.concat([frame, described.drop(columns=["deal_type", "owner"], errors="ignore")], axis=1),
        as_of=data.as_of,
        attributes=attributes,
        notes=_notes(frame, int(future.sum()), int(later.sum()), int((days < 0).sum())),
    )


def _described(raw: pd.DataFrame, frame: pd.DataFrame, accounts: Accounts | None) -> pd.DataFrame:
    """Return the attributes: those of the account, filled up and followed by the deal's own."""
    own = raw[[column for column in raw.columns if column not in NOT_ATTRIBUTES]]
    own = own.rename(columns={column: f"{column} (deal)" for column in own.columns if column in frame})
    columns: dict[str, pd.Series] = {}
    if accounts is not None and len(accounts.frame):
        rows = accounts.frame.set_index("account_id")[list(accounts.attributes)].reindex(frame["account_id"])
        rows = rows.set_axis(frame.index)
        columns = {column: rows[column] for column in rows.columns}
    for column in own.columns:
        columns[column] = _filled(columns.get(column), own[column])
    columns["source"] = _texts(raw, "source").fillna(columns.get("source", pd.Series(np.nan, frame.index, dtype="str")))
    extra = {name: frame[name] for name in ("deal_type", "owner")}
    return pd.DataFrame({**columns, **extra}, index=frame.index)


def _filled(first: pd.Series | None, second: pd.Series) -> pd.Series:
    if first is None:
        return second
    if pd.api.types.is_numeric_dtype(first) != pd.api.types.is_numeric_dtype(second):
        return first.astype(object).where(first.notna(), second)
    return first.where(first.notna(), second)


def _is_new(kind: pd.Series) -> pd.Series:
    old = kind.str.contains(IS_OLD, na=False)
    new = kind.str.contains(IS_NEW, na=False) & ~old
    return new.astype("boolean").where(new | old)


def _notes(frame: pd.DataFrame, future: int, later: int, backwards: int) -> tuple[str, ...]:
    nameless = frame["account_id"].isna()
    open_ = frame["outcome"] == "open"
    strangers = int((~frame["matched"] & ~nameless).sum()) if frame["matched"].any() else 0
    sentences = (
        (int((nameless & open_).sum()), "open deal names no account", "open deals name no account"),
        (int((nameless & ~open_).sum()), "closed deal names no account", "closed deals name no account"),
        (strangers, "deal names an account that is not among the customers", "deals name an account that is "
         "not among the customers"),
        (backwards, "deal was created after it closed: its cycle is unknown", "deals were created after they closed: "
         "their cycle is unknown"),
        (future, "deal was created after the last day of the data and left out", "deals were created after the last "
         "day of the data and left out"),
        (later, "deal was decided after the last day of the data and counts as open", "deals were decided after the "
         "last day of the data and count as open"),
    )  # fmt: skip
    return tuple(plural(count, one, many) for count, one, many in sentences if count)


def _dates(raw: pd.DataFrame, column: str) -> pd.Series:
    values = raw[column] if column in raw else pd.Series(pd.NaT, raw.index)
    return values.astype("datetime64[us]")


def _numbers(raw: pd.DataFrame, column: str) -> pd.Series:
    return (raw[column] if column in raw else pd.Series(np.nan, raw.index)).astype(float)


def _texts(raw: pd.DataFrame, column: str) -> pd.Series:
    return raw[column].astype("str") if column in raw else pd.Series(np.nan, raw.index, dtype="str")
