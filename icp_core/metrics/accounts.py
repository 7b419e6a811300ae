"""Who are the accounts: one row each, with lifetime, value and attributes."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd

from icp_core.dataset import AS_IN_FILE, PAYERS, Dataset
from icp_core.metrics.account_values import account_values
from icp_core.metrics.afterwards import repeats_staying
from icp_core.metrics.lifetimes import lifetimes
from icp_core.results import plural

IDENTIFIERS = ("account_id", "name", "domain")
LIFETIME_COLUMNS = ("start_date", "churn_date", "churned", "tenure_months")
VALUE_COLUMNS = ("current_mrr", "current_arr", "initial_arr", "lifetime_value")
OWN_COLUMNS = ("start", "end", "left", "tenure", "entry", "arr", "growth")
MIN_IDENTIFIER = 20  # values: a text column with so many, all different, names the accounts instead of describing them
UNDATED = 1900  # year of ``as_of`` where the files hold no date at all: a place holder of the import, never shown
FIRMOGRAPHICS = ("industry", "employees", "country", "region", "technologies")


@dataclass(frozen=True)
class Accounts:
    """All customer accounts, live and lost; those that start after ``as_of`` are not among them.

    Args:
        frame: One row an account, index 0..n-1; columns:
            account_id, name (str); start, end (datetime64; NaT: unknown, and for end also live);
            left ("boolean"; NA: unknown); tenure (months observed, NaN: unknown);
            entry (age in months when observation began, 0.0: from the start);
            arr (a year's recurring revenue; live: now, left: last before leaving; NaN: unknown); initial_arr;
            growth (log(arr / initial_arr) a year; NaN: unknown); and every attribute column.
        as_of: Day up to which the data are taken to be complete.
        attributes: Names of the attribute columns.
        lifetimes_from: Where start, end, left and tenure come from; "" when they are unknown.
        why_no_lifetimes: The reason for that.
        value_from: Where ``arr`` comes from; "" when it is unknown.
        why_no_value: The reason for that.
        notes: Cautions in words.
    """

    frame: pd.DataFrame
    as_of: date
    attributes: tuple[str, ...]
    lifetimes_from: str
    why_no_lifetimes: str
    value_from: str
    why_no_value: str
    notes: tuple[str, ...] = ()

    @property
    def observed(self) -> pd.DataFrame:
        """The accounts whose lifetime is known: what a survival curve is made of (tenure, left, entry)."""
        frame = self.frame
        return frame[frame["tenure"].notna() & frame["left"].notna()] if self.lifetimes_from else frame.iloc[:0]

    @property
    def live(self) -> pd.DataFrame:
        """The accounts known to be live; all accounts where no column says who left."""
        left = self.frame["left"]
        return self.frame[(~left).fillna(value=False)] if left.notna().any() else self.frame

    @cached_property
    def repeating(self) -> dict[str, str]:
        """The attributes that only repeat who left or how long, each with the reason: no kinds of customers."""
        return repeats_staying(self.frame, self.attributes)

    @property
    def telling(self) -> tuple[str, ...]:
        """The attributes by which it can be asked who stays: all but ``repeating``."""
        return tuple(name for name in self.attributes if name not in self.repeating)

    @property
    def described(self) -> pd.DataFrame:
        """``account_id`` and the columns that describe an account; never what is known only afterwards: who left."""
        return self.frame[["account_id", *self.attributes]]


def account_table(data: Dataset) -> Accounts:
    """Bring together what all files say of each account.

    Without a customers file the accounts are those of the paid periods or of the revenue table; without these, the
    accounts with a won deal. What a revenue file says in all rows of an account describes the account then. Every row
    of ``frame`` is one account; without any source it has no row.

    Example:
        >>> customers = pd.DataFrame({"account_id": ["a", "b"], "tenure_months": [3.0, 9.0], "churned": [True, False]})
        >>> table = account_table(Dataset.of(customers=customers.astype({"churned": "boolean"})))
        >>> table.lifetimes_from, table.frame["tenure"].tolist(), table.why_no_value
        ('churn flag and tenure', [3.0, 9.0], 'no column holds recurring revenue: add current_arr or a revenue file')
    """
    base, notes = _base(data)
    indexed = base.set_index("account_id")
    lives = lifetimes(data, indexed)
    values = account_values(data, indexed, lives)
    attributes, kept = _attributes(base)
    frame = pd.DataFrame({"account_id": base["account_id"], "name": _text(base, "name")})
    for part in (lives.frame, values.frame, kept):
        frame = pd.concat([frame, part.reset_index(drop=True)], axis=1)
    known_by_then = ~(frame["start"] > pd.Timestamp(data.as_of))
    return Accounts(
        frame=frame[known_by_then].reset_index(drop=True),
        as_of=data.as_of,
        attributes=attributes,
        lifetimes_from=lives.source,
        why_no_lifetimes=lives.why_not,
        value_from=values.source,
        why_no_value=values.why_not,
        notes=(*notes, *lives.notes, *values.notes),
    )


def day_in_words(as_of: date, before: str = "on ") -> str:
    """Write the day of the data for a window; "" where the files hold no date.

    Example:
        >>> day_in_words(date(2025, 12, 31)), day_in_words(date(1900, 1, 1))
        ('on 2025-12-31', '')
    """
    return f"{before}{as_of.isoformat()}" if as_of.year > UNDATED else ""


def _base(data: Dataset) -> tuple[pd.DataFrame, tuple[str, ...]]:
    if "customers" in data.tables:
        customers = data.frame("customers").dropna(subset=["account_id"])
        once = customers.drop_duplicates("account_id").reset_index(drop=True)
        repeated = len(customers) - len(once)
        return once, (f"{plural(repeated, 'row')} repeated an account and left out",) if repeated else ()
    for table in ("subscriptions", "revenue"):
        if data.has(table, "account_id"):
            ids = data.frame(table)["account_id"].dropna().drop_duplicates().sort_values()
            base = pd.DataFrame({"account_id": ids.astype("str").to_numpy()})
            said = f"accounts are those of the {table} file"
            if PAYERS in data.tables:
                base = base.merge(data.frame(PAYERS).astype({"account_id": "str"}), on="account_id", how="left")
                said += ", with what is the same in all its rows of an account"
            return base, (said,)
    if data.has("deals", "outcome"):
        return _winners(data.frame("deals")), ("accounts are those with a won deal, for want of a customers file",)
    return pd.DataFrame({"account_id": pd.Series([], dtype="str")}), ()


def _winners(deals: pd.DataFrame) -> pd.DataFrame:
    ids = _text(deals, "account_id").fillna(_text(deals, "account_name"))
    columns = [column for column in FIRMOGRAPHICS if column in deals]
    named = deals[columns].assign(account_id=ids, name=_text(deals, "account_name"))
    won = named[(deals["outcome"] == "won") & ids.notna()]
    return won.drop_duplicates("account_id").sort_values("account_id").reset_index(drop=True)


def _attributes(base: pd.DataFrame) -> tuple[tuple[str, ...], pd.DataFrame]:
    """Return the columns that describe an account, renamed where they would clash with a column of our own."""
    known = {*IDENTIFIERS, *LIFETIME_COLUMNS, *VALUE_COLUMNS}
    columns = [column for column in base.columns if column not in known]
    names = {column: f"{column} (file)" if column in OWN_COLUMNS else column for column in columns}
    kept = base[columns].rename(columns=names)
    described = tuple(name for name in kept.columns if not name.endswith(AS_IN_FILE) and describes(kept[name]))
    return described, kept


def describes(column: pd.Series) -> bool:
    """Whether a column describes the rows: some value is known, and it is not a name or number of each row."""
    known = column.dropna()
    if known.empty:
        return False
    words = not pd.api.types.is_numeric_dtype(column) and column.dtype != object
    return not (words and len(known) >= MIN_IDENTIFIER and bool(known.is_unique))


def _text(frame: pd.DataFrame, column: str) -> pd.Series:
    return frame[column].astype("str") if column in frame else pd.Series(np.nan, frame.index, dtype="str")
