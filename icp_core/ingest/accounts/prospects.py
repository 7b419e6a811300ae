"""Companies of a customers file that never were customers: left out, with what their deals need of them kept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from icp_core.dataset import AS_IN_FILE, TABLES
from icp_core.ingest.accounts.keys import NONE, Directory, Places
from icp_core.ingest.accounts.labels import Labels, label_rows
from icp_core.ingest.accounts.stages_asked import SILENT, by_silence, by_stages, say_who_goes
from icp_core.ingest.accounts.tally import FILE_OF
from icp_core.ingest.appending import Part, leave_out_of, put_together
from icp_core.ingest.as_of import latest_day
from icp_core.ingest.equal_rows import is_text
from icp_core.ingest.forms import Mask
from icp_core.ingest.rows.prospects import wants_everybody
from icp_core.ingest.rows.table import Reading
from icp_core.results import join_words, plural

NAMED = 6  # columns that a sentence names
_MORE_THAN_NOTHING = ("current_mrr", "current_arr", "initial_arr", "lifetime_value", "tenure_months")
_OF_CUSTOMERS = {"account_id", "name", "domain", "start_date", "churn_date", "churned", *_MORE_THAN_NOTHING}
_OF_COMPANIES = {"employees", "industry", "country", "region", "technologies", "source"}  # columns of deals as well


@dataclass(frozen=True)
class Parted:
    """The files of customers as they stand now.

    Args:
        parts: The files, without the companies that never were customers.
        prospects: Those companies, with all their columns but the one that tells; None where there is none.
    """

    parts: list[Part]
    prospects: pd.DataFrame | None


def part_prospects(
    parts: Sequence[Part],
    others: Mapping[str, pd.DataFrame],
    readings: Mapping[str, Sequence[Reading]],
    as_of: date | None = None,
    last_days: Iterable[date | None] = (),
) -> Parted:
    """Leave out the companies that never were customers, as far as the files tell, and ask about them.

    A company whose word in the CRM says so stays all the same where its row has a first day that is not in the future,
    a last day, revenue or a mark of having left, where the files of revenue hold money of it, or where a deal of it was
    won; this is said. Where no column of words tells and many rows have none of all that, it is asked.

    Args:
        parts: The files of customers, oldest first; no two rows of the same number.
        others: The other canonical tables.
        readings: The files of each table.
        as_of: Day up to which the data are complete, as a person set it; None to find it in the files.
        last_days: The last day of each file of months or periods, None where it has none.
    """
    frames = [part.reading.frame for part in parts]
    doubtful = [_doubtful(part.reading) for part in parts]
    if not any(at.any() or part.reading.stages for at, part in zip(doubtful, parts, strict=True)):
        return Parted(list(parts), None)
    frame, open_ = put_together(frames), np.concatenate(doubtful)
    own = _signs(frame, as_of or latest_day({**others, "customers": frame[~open_]}, last_days))
    bought = _bought(frame, others, readings) if (open_ & ~own).any() else np.zeros(len(frame), dtype=bool)
    ends = np.cumsum([len(each) for each in frames])[:-1]
    signs = zip(np.split(own, ends), np.split(bought, ends), strict=True)
    done = [_without(part, *each) for part, each in zip(parts, signs, strict=True)]
    gone = [prospects for _, prospects in done if len(prospects)]
    return Parted([part for part, _ in done], put_together(gone) if gone else None)


def with_their_accounts(deals: pd.DataFrame, prospects: pd.DataFrame, places: Places) -> tuple[pd.DataFrame, list[str]]:
    """Give the deals of companies that never were customers what the customers file says of these companies.

    Win rates by industry or country need the deals that were lost, and most of those are of companies that never
    bought. A cell that the deal has itself stays.

    Args:
        deals: The deals.
        prospects: The companies, as `part_prospects` returns them.
        places: The company of each deal, ``NONE`` for deals of others, shape (deals,).

    Returns:
        The deals, and what was done in words.
    """
    at = places >= 0
    if not at.any():
        return deals, []
    given: dict[str, pd.Series] = {}
    for name in _described(prospects):
        cells = prospects[name].reindex(places).set_axis(deals.index)  # there is no row of the label NONE
        filled = _filled(deals.get(name), cells)
        if filled is not None:
            given[name] = filled
    kept = f" They take over what the customers file says of these companies: {_listed([*given])}." if given else ""
    one = at.sum() == 1
    said = (
        f"{plural(int(at.sum()), 'deal')} {'is' if one else 'are'} of companies that never were customers. "
        f"{'It counts' if one else 'They count'} in win rates and pipeline all the same.{kept}"
    )
    return deals.assign(**given), [said]


def directory_of(accounts: pd.DataFrame) -> Directory:
    """Return accounts so that they can be looked up by number, name and web domain."""
    return Directory(accounts["account_id"], accounts.get("name"), accounts.get("domain"))


def places_of_strangers(labels: Labels, accounts: Directory) -> Places:
    """Look the accounts up that are no customers; ``NONE`` for all others, shape (labels,)."""
    places: Places = np.full(len(labels.texts), NONE, dtype=np.int64)
    strangers = np.flatnonzero((labels.places == NONE) & (labels.rows > 0))
    found = accounts.find([labels.texts[at] for at in strangers]).places
    places[strangers] = np.maximum(found, NONE)
    return places


def _doubtful(reading: Reading) -> Mask:
    """Return the rows that may be of companies that never were customers, shape (rows of ``reading.frame``,)."""
    if reading.stages is not None:
        return reading.stages.never[reading.sieve.kept]
    if not _is_asked(reading):
        return np.zeros(len(reading.frame), dtype=bool)
    silent = ~_signs(reading.frame, None)
    return silent if silent.sum() >= SILENT[0] * len(silent) else np.zeros(len(silent), dtype=bool)


def _is_asked(reading: Reading) -> bool:
    """Whether it is in doubt who of the file is a customer: not where all companies are wanted.

    Where the file has some sign of a customer but no first day, its rows are taken for customers: such files are made
    of customers. A bare list of accounts, as a CRM exports it, holds whoever was ever written down.
    """
    told = reading.stages is not None or "start_date" in reading.frame or _is_bare(reading.frame)
    return told and not wants_everybody(reading.options)


def _is_bare(frame: pd.DataFrame) -> bool:
    """Whether no column could show who was a customer."""
    return not {"start_date", "churn_date", "churned", *_MORE_THAN_NOTHING} & set(frame)


def _signs(frame: pd.DataFrame, day: date | None) -> Mask:
    """Return the rows that themselves show that the account was a customer."""
    found = np.zeros(len(frame), dtype=bool)
    if "start_date" in frame:
        start = frame["start_date"]
        found |= (start.notna() if day is None else start <= pd.Timestamp(day)).to_numpy()
    if "churn_date" in frame:
        found |= frame["churn_date"].notna().to_numpy()
    if "churned" in frame:
        found |= frame["churned"].astype("boolean").fillna(value=False).to_numpy(dtype=bool)
    for name in _MORE_THAN_NOTHING:
        if name in frame:
            found |= np.asarray(frame[name].to_numpy(dtype=np.float64, na_value=0.0) > 0)
    return found


def _bought(frame: pd.DataFrame, others: Mapping[str, pd.DataFrame], readings: Mapping[str, Sequence[Reading]]) -> Mask:
    """Return the accounts that other files show to be customers: with money in them, or with a won deal."""
    found = np.zeros(len(frame) + 1, dtype=bool)  # the last place is for rows whose account is not known
    book = directory_of(frame)
    for table in ("revenue", "subscriptions", "deals"):
        if table not in others:
            continue
        rows = others[table]
        labels = label_rows(rows, book, frame, readings.get(FILE_OF.get(table, table), ()))
        places = np.append(np.maximum(labels.places, NONE), [NONE])[labels.codes]
        paid = rows["outcome"] == "won" if table == "deals" else rows["mrr"] > 0
        found[places[paid.to_numpy(dtype=bool)]] = True
    return found[:-1]


def _without(part: Part, own: Mask, bought: Mask) -> tuple[Part, pd.DataFrame]:
    """Leave out of one file who never was a customer, ask, and return the rows that were left out as well."""
    reading, stages, nobody = part.reading, part.reading.stages, part.reading.frame.iloc[:0]
    if not _is_asked(reading):
        return part, nobody
    kept = reading.sieve.kept
    own, bought = _in_file(kept, own), _in_file(kept, bought)
    if stages is None:
        leaving = by_silence(reading, own | bought, most=1.0 if _is_bare(reading.frame) else SILENT[1])
    else:
        leaving = by_stages(reading, stages, own, bought)
    if not leaving:
        return part, nobody
    say_who_goes(reading, leaving, len(reading.frame))
    gone = np.logical_or.reduce(list(leaving.values()))[kept]
    header = "" if stages is None else stages.header
    for reason, at in leaving.items():
        reading = leave_out_of(reading, at[reading.sieve.kept], reason, column=header)
    rows = part.shaped.tables["customers"]
    tables = {**part.shaped.tables, "customers": rows[~gone].reset_index(drop=True)}
    told = [name for name in (header,) if name in rows]
    return Part(reading, replace(part.shaped, tables=tables)), rows[gone].drop(columns=told).reset_index(drop=True)


def _in_file(kept: Mask, rows: Mask) -> Mask:
    """Return marks of the canonical rows as marks of the rows of the file."""
    at = np.zeros(len(kept), dtype=bool)
    at[np.flatnonzero(kept)[rows]] = True
    return at


def _described(prospects: pd.DataFrame) -> list[str]:
    """Return the columns that describe a company and may describe its deals."""
    others = _OF_CUSTOMERS | ({column.name for column in TABLES["deals"].columns} - _OF_COMPANIES)
    names = [str(name) for name in prospects if name not in others]
    return [name for name in names if not name.endswith(AS_IN_FILE)]


def _listed(names: list[str]) -> str:
    return join_words([*names[:NAMED], f"{len(names) - NAMED} more"] if len(names) > NAMED else names)


def _filled(own: pd.Series | None, cells: pd.Series) -> pd.Series | None:
    """Fill the empty cells of a column; None where nothing is to be filled or the two do not hold the same kind."""
    if own is None:
        return cells if cells.notna().any() else None
    if is_text(own) and is_text(cells):
        own, cells = own.astype("str"), cells.astype("str")
    if own.dtype != cells.dtype or not (own.isna() & cells.notna()).any():
        return None
    return own.where(own.notna(), cells)
