"""How the files belong together: deals, revenue and the rest against the customers."""

from dataclasses import dataclass

import pandas as pd

from icp_core.results import plural

JOINED = ("deals", "subscriptions", "revenue", "usage", "feedback")
_WORDS = {"account_id": "number", "name": "name"}
_FILE_OF = {"subscriptions": "revenue"}


@dataclass(frozen=True)
class Joined:
    """The tables with account keys that agree, and what to say of each file.

    Args:
        tables: Canonical table to its rows.
        notes: Table (as in the reports) to sentences.
    """

    tables: dict[str, pd.DataFrame]
    notes: dict[str, list[str]]


def join_accounts(tables: dict[str, pd.DataFrame]) -> Joined:
    """Bring the account keys of all tables to those of the customers, by number or else by name.

    Keys are compared as they stand; a table of which none matches is compared again without regard to case, then by
    name.
    A key without a customer stays as it is and is counted in the notes.
    """
    joined = dict(tables)
    notes: dict[str, list[str]] = {}
    customers = tables.get("customers")
    for table in JOINED:
        if table in tables:
            said = notes.setdefault(_FILE_OF.get(table, table), [])
            joined[table] = _with_keys(tables[table], table, customers, said)
    if customers is not None:
        _count_absent(joined, customers, notes)
    return Joined(joined, notes)


def _with_keys(frame: pd.DataFrame, table: str, customers: pd.DataFrame | None, said: list[str]) -> pd.DataFrame:
    """Return the frame with the keys of the customers, where they can be found."""
    frame = _keys_from_names(frame, customers, said)
    if "account_id" not in frame or customers is None:
        _say_without_account(frame, table, said)
        return frame
    known = set(customers["account_id"])
    keys = frame["account_id"].dropna()
    if not keys.isin(known).any() and len(keys):
        for column in ("account_id", "name"):
            if column not in customers:
                continue
            found = _by_spelling(frame["account_id"], customers[column], customers["account_id"])
            if found.notna().any():
                said.append(f"The accounts were joined by {_WORDS[column]}, without regard to case.")
                frame = frame.assign(account_id=found.fillna(frame["account_id"]).astype("str"))
                break
    _say_unmatched(frame, table, known, said)
    _say_without_account(frame, table, said)
    return frame


def _keys_from_names(frame: pd.DataFrame, customers: pd.DataFrame | None, said: list[str]) -> pd.DataFrame:
    """Make keys of account names where there is no number, or where no number is known but names are."""
    if "account_name" not in frame:
        return frame
    names = customers["name"] if customers is not None and "name" in customers else None
    by_name = (
        None
        if names is None or customers is None
        else _by_spelling(frame["account_name"], names, customers["account_id"])
    )
    if "account_id" not in frame:
        said.append(
            "The deals name their accounts and have no account number; they are joined by name, without regard to case."
        )
        spelled = _one_spelling(frame["account_name"])
        return frame.assign(account_id=spelled if by_name is None else by_name.fillna(spelled).astype("str"))
    if (
        customers is not None
        and by_name is not None
        and not frame["account_id"].isin(set(customers["account_id"])).any()
        and by_name.notna().any()
    ):
        said.append(
            "No account number of the deals is among the customers; they are joined by name, without regard to case."
        )
        return frame.assign(account_id=by_name.fillna(frame["account_id"]).astype("str"))
    return frame


def _by_spelling(keys: pd.Series, names: pd.Series, ids: pd.Series) -> pd.Series:
    """Return the id of each key, compared trimmed and without case; missing where two customers share the name."""
    known = pd.DataFrame({"name": names.str.strip().str.casefold(), "id": ids}).dropna()
    known = known[~known["name"].duplicated(keep=False) | ~known["id"].duplicated(keep=False)].drop_duplicates(
        "name", keep=False
    )
    lookup = pd.Series(known["id"].to_numpy(), index=known["name"].to_numpy(), dtype="str")
    return keys.str.strip().str.casefold().map(lookup).astype("str")


def _one_spelling(names: pd.Series) -> pd.Series:
    """Give names that differ only in case the first spelling."""
    plain = names.str.strip().str.casefold()
    return names.groupby(plain, dropna=False).transform("first").where(names.notna()).astype("str")


def _say_unmatched(frame: pd.DataFrame, table: str, known: set[str], said: list[str]) -> None:
    strange = frame["account_id"].notna() & ~frame["account_id"].isin(known)
    if strange.any():
        accounts = frame.loc[strange, "account_id"]
        examples = ", ".join(accounts.drop_duplicates().head(3))
        said.append(
            f"{plural(int(strange.sum()), 'row')} of {plural(accounts.nunique(), 'account')} match no customer "
            f"(for example {examples}); they count in totals, not by the customers' properties."
        )
    elif len(frame):
        said.append(f"Every account of {table} is among the customers.")


def _say_without_account(frame: pd.DataFrame, table: str, said: list[str]) -> None:
    """Count deals without an account, open and closed apart."""
    if table != "deals":
        return
    none = frame["account_id"].isna() if "account_id" in frame else pd.Series(data=True, index=frame.index)
    if none.any():
        open_deals = int((none & (frame["outcome"] == "open")).sum())
        closed = int(none.sum()) - open_deals
        said.append(f"{plural(int(none.sum()), 'deal')} without an account: {open_deals:,} open, {closed:,} closed.")


def _count_absent(tables: dict[str, pd.DataFrame], customers: pd.DataFrame, notes: dict[str, list[str]]) -> None:
    """Say how many customers stand in no deal and in no revenue row."""
    said = notes.setdefault("customers", [])
    for table, what in (("deals", "deals"), ("subscriptions", "revenue"), ("revenue", "revenue")):
        if (
            table not in tables
            or "account_id" not in tables[table]
            or (table == "revenue" and "subscriptions" in tables)
        ):
            continue
        absent = int((~customers["account_id"].isin(tables[table]["account_id"].dropna().drop_duplicates())).sum())
        if absent:
            said.append(f"{plural(absent, 'customer')} of {len(customers):,} without {what}.")
