"""Companies of a customers file that never were customers: left out, with what their deals need of them kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from icp_core.ingest.accounts.keys import Directory
from icp_core.ingest.accounts.labels import label_rows
from icp_core.ingest.accounts.stages_asked import ask_about_silent, ask_about_stages
from icp_core.ingest.appending import Part, leave_out_of, put_together
from icp_core.ingest.as_of import latest_day
from icp_core.ingest.findings import row_list
from icp_core.ingest.forms import Mask
from icp_core.ingest.rows.prospects import EVERYBODY, NEVER, NO_WORD, SURELY, YES
from icp_core.ingest.rows.table import Reading
from icp_core.results import join_words, plural

SILENT = (0.1, 0.9)  # share of rows without date, revenue or end from which, and up to which, it is put to a person
_REVENUE = ("current_mrr", "current_arr", "initial_arr", "lifetime_value", "tenure_months")
_PAID = {"revenue": "mrr", "subscriptions": "mrr"}


@dataclass(frozen=True)
class Parted:
    """The files of customers as they stand now.

    Args:
        parts: The files, without the companies that never were customers.
        prospects: Those companies, with all their columns but the one that tells; empty where there is none.
    """

    parts: list[Part]
    prospects: pd.DataFrame


def part_prospects(
    parts: Sequence[Part],
    others: Mapping[str, pd.DataFrame],
    readings: Mapping[str, Sequence[Reading]],
    day: date | None,
) -> Parted:
    """Leave out the companies that never were customers, as far as the files tell, and ask about them.

    A company whose word in the CRM says so stays all the same where its row has a first day that is not in the future,
    a last day, revenue or a mark of having left, where the files of revenue hold money of it, or where a deal of it was
    won; this is said. Where no column of words tells and many rows have none of all that, it is asked.

    Args:
        parts: The files of customers, oldest first; no two rows of the same number.
        others: The other canonical tables.
        readings: The files of each table.
        day: Day up to which the data are complete, as a person set it; None to find it in the files.
    """
    frames = [part.reading.frame for part in parts]
    doubtful = [_doubtful(part.reading) for part in parts]
    if not any(at.any() for at in doubtful):
        return Parted(list(parts), pd.DataFrame())
    frame = put_together(frames)
    open_ = np.concatenate(doubtful)
    until = day or latest_day({**others, "customers": frame[~open_]}, ())
    bought = _signs(frame, until)
    if (open_ & ~bought).any():
        bought |= _bought(frame, others, readings)
    ends = np.cumsum([len(each) for each in frames])[:-1]
    done = [_without(part, signs) for part, signs in zip(parts, np.split(bought, ends), strict=True)]
    gone = [prospects for _, prospects in done if len(prospects)]
    return Parted([part for part, _ in done], put_together(gone) if gone else pd.DataFrame())


def with_their_accounts(
    deals: pd.DataFrame, prospects: pd.DataFrame, files: Sequence[Reading]
) -> tuple[pd.DataFrame, str]:
    """Give the deals of companies that never were customers what the customers file says of these companies.

    Win rates by industry or country need the deals that were lost, and most of those are of companies that never
    bought. A cell that the deal has itself stays.

    Args:
        deals: The deals, not joined yet.
        prospects: The companies, as `part_prospects` returns them.
        files: The files of deals.

    Returns:
        The deals, and what was done in one sentence; empty where none is of such a company.
    """
    labels = label_rows(deals, _directory(prospects), prospects, files)
    places = np.append(labels.places, [-1])[labels.codes]
    at = places >= 0
    if not at.any():
        return deals, ""
    given: dict[str, pd.Series] = {}
    for name in _described(prospects, deals):
        cells = prospects[name].reset_index(drop=True).reindex(np.where(at, places, -1)).set_axis(deals.index)
        filled = _filled(deals.get(name), cells)
        if filled is not None:
            given[name] = filled
    rows, accounts = plural(int(at.sum()), "deal"), len(np.unique(places[at]))
    kept = f" and take over what the customers file says of them ({_listed(list(given))})" if given else ""
    said = (
        f"{rows} {'is' if at.sum() == 1 else 'are'} of {plural(accounts, 'company', 'companies')} that never were "
        f"customers{kept}; they count in win rates and pipeline like all others."
    )
    return deals.assign(**given), said


def _doubtful(reading: Reading) -> Mask:
    """Return the rows that may be of companies that never were customers, shape (rows of ``reading.frame``,)."""
    if reading.stages is not None:
        return (reading.stages.rows(NEVER, SURELY) | (reading.stages.words.codes < 0))[reading.sieve.kept]
    if "start_date" not in reading.frame or reading.options.get(EVERYBODY) == YES:
        return np.zeros(len(reading.frame), dtype=bool)
    silent = ~_signs(reading.frame, None)
    return silent if SILENT[0] * len(silent) <= silent.sum() else np.zeros(len(silent), dtype=bool)


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
    for name in _REVENUE:
        if name in frame:
            found |= frame[name].to_numpy(dtype=np.float64, na_value=0.0) > 0
    return found


def _bought(
    frame: pd.DataFrame, others: Mapping[str, pd.DataFrame], readings: Mapping[str, Sequence[Reading]]
) -> Mask:
    """Return the accounts that the other files show to be customers: they hold money of them, or a won deal."""
    found = np.zeros(len(frame) + 1, dtype=bool)  # the last place is for rows whose account is not found
    book = _directory(frame)
    for table in ("revenue", "subscriptions", "deals"):
        if table not in others:
            continue
        rows = others[table]
        labels = label_rows(rows, book, frame, readings.get("revenue" if table == "subscriptions" else table, ()))
        places = np.append(np.maximum(labels.places, -1), [-1])[labels.codes]
        paid = rows["outcome"] == "won" if table == "deals" else rows[_PAID[table]] > 0
        found[places[paid.to_numpy(dtype=bool)]] = True
    return found[:-1]


def _directory(accounts: pd.DataFrame) -> Directory:
    return Directory(accounts["account_id"], accounts.get("name"), accounts.get("domain"))


def _without(part: Part, bought: Mask) -> tuple[Part, pd.DataFrame]:
    """Leave out of one file who never was a customer, ask, and return the rows that were left out as well."""
    reading = part.reading
    stages, before = reading.stages, reading.frame
    in_file = np.zeros(len(reading.raw.rows), dtype=bool)
    in_file[np.flatnonzero(reading.sieve.kept)[bought]] = True
    if stages is None:
        if reading.options.get(EVERYBODY) == YES:
            return part, pd.DataFrame()
        out = ask_about_silent(reading, in_file, SILENT)
        reasons = {NO_WORD: "The row has no date and no revenue of a customer; as you said, it never was one."}
        rows = {NO_WORD: out}
    else:
        ask_about_stages(reading, stages, in_file)
        uses = stages.uses
        _say_who_stays(reading, stages.rows(NEVER) & in_file)
        reasons = {
            word: f"'{stages.header}' is '{word}': the company never was a customer."
            if word != NO_WORD
            else f"'{stages.header}' is empty; as you said, such companies never were customers."
            for word, use in uses.items()
            if use in (NEVER, SURELY)
        }
        out = (stages.rows(NEVER) & ~in_file) | stages.rows(SURELY)
        codes = {word: place for place, word in enumerate(stages.words.texts)} | {NO_WORD: -1}
        rows = {word: out & (stages.words.codes == codes[word]) for word in reasons}
    gone = out[reading.sieve.kept]
    if not gone.any():
        return part, pd.DataFrame()
    header = "" if stages is None else stages.header
    for word, reason in reasons.items():
        reading = leave_out_of(reading, rows[word][reading.sieve.kept], reason, column=header)
    _say_who_goes(reading, {word: int((at & ~reading.sieve.kept).sum()) for word, at in rows.items()}, len(before))
    customers = part.shaped.tables["customers"]
    tables = {**part.shaped.tables, "customers": customers[~gone].reset_index(drop=True)}
    prospects = customers[gone].drop(columns=[header] if header in customers else [])
    return Part(reading, replace(part.shaped, tables=tables)), prospects.reset_index(drop=True)
