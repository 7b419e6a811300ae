"""Customers that may stand twice are put to a person; what that person calls one account becomes one."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from icp_core.ingest.accounts.twins import Twin, Twins, find_twins
from icp_core.ingest.appending import Part, leave_out_of, put_together
from icp_core.ingest.findings import Findings
from icp_core.ingest.forms import Item, Question, chosen_values
from icp_core.ingest.values.distinct import distinct
from icp_core.results import plural

QUESTION = "twins"
SAME, TWO = "same", "two"
OPTIONS = {SAME: "the same account", TWO: "two accounts"}
MOST_SHOWN = 50  # pairs that are listed; those with most rows in the other files come first
URGENT = 0.01  # share of the customers that may stand twice, from which figures change enough to ask at once
_REFERS = ("deals", "subscriptions", "revenue", "usage", "feedback")


@dataclass(frozen=True)
class Decided:
    """The files of customers as they stand now.

    Args:
        parts: The files, without the rows that are another account's.
        merged: Those rows: ``account_id``, ``name`` and ``domain`` where there are, and ``kept``, the account they are.
    """

    parts: list[Part]
    merged: pd.DataFrame


def decide_twins(parts: Sequence[Part], others: Mapping[str, pd.DataFrame]) -> Decided:
    """Ask about customers that may stand twice, and leave out the rows that a person called the same account.

    Until somebody decides, they are two accounts. Where they are the same, the earlier row stays as it is and the later
    one is left out with its reason; its number then leads to the account that stays (`join_accounts`).

    Args:
        parts: The files of customers, oldest first; no two rows of the same number.
        others: The other canonical tables, to count the rows that belong to a pair.
    """
    frame = put_together([part.reading.frame for part in parts])
    nothing = pd.DataFrame({"account_id": pd.Series([], dtype="str"), "kept": pd.Series([], dtype="str")})
    if not len(frame):
        return Decided(list(parts), nothing)
    twins = find_twins(frame)
    newest = parts[-1].reading
    for remark in twins.remarks:
        newest.findings.note(remark)
    if not twins.pairs:
        return Decided(list(parts), nothing)
    answers: dict[str, str] = {}
    for part in parts:
        answers |= chosen_values(part.reading.options, QUESTION)
    ids = frame["account_id"].tolist()
    decided = {
        _key(ids, twin): answers[_key(ids, twin)] for twin in twins.pairs if answers.get(_key(ids, twin)) in OPTIONS
    }
    _ask(frame, twins, decided, _rows_of(ids, twins, others), newest.findings)
    same = [twin for twin in twins.pairs if decided.get(_key(ids, twin)) == SAME]
    if not same:
        return Decided(list(parts), nothing)
    kept = _roots(same)
    columns = [name for name in ("account_id", "name", "domain") if name in frame]
    merged = frame.loc[list(kept), columns].assign(kept=[ids[root] for root in kept.values()]).astype({"kept": "str"})
    lines = _lines(parts)
    left = [_without(part, merged, lines) for part in parts]
    newest.findings.note(
        f"{plural(len(merged), 'customer')} were called the same account as another one: the later rows are left out, "
        "and what other files say of them counts for the account that stays."
    )
    return Decided(left, merged.reset_index(drop=True))


def _key(ids: Sequence[str], twin: Twin) -> str:
    return f"{ids[twin.first]} = {ids[twin.later]}"


def _rows_of(ids: Sequence[str], twins: Twins, others: Mapping[str, pd.DataFrame]) -> Counter[str]:
    """Count the rows of other tables that name an account of some pair."""
    wanted = {ids[place] for twin in twins.pairs for place in (twin.first, twin.later)}
    found: Counter[str] = Counter()
    for table in _REFERS:
        if table in others and "account_id" in others[table]:
            codes, texts = distinct(others[table]["account_id"])
            rows = np.bincount(codes[codes >= 0], minlength=len(texts))
            found.update(
                {text: int(count) for text, count in zip(texts, rows, strict=True) if text in wanted and count}
            )
    return found


def _ask(frame: pd.DataFrame, twins: Twins, decided: Mapping[str, str], rows: Counter[str], findings: Findings) -> None:
    """Put the pairs to the person: those that were decided, so that it can be changed, then the largest."""
    ids = frame["account_id"].tolist()
    names = frame["name"].astype("str").fillna("").tolist() if "name" in frame else [""] * len(ids)

    def words(place: int) -> str:
        return f"{names[place]} ({ids[place]})" if names[place] and names[place] != ids[place] else str(ids[place])

    def weight(twin: Twin) -> tuple[bool, int, int]:
        return _key(ids, twin) in decided, rows[ids[twin.first]] + rows[ids[twin.later]], len(twin.evidence)

    listed = sorted(twins.pairs, key=weight, reverse=True)[: max(MOST_SHOWN, len(decided))]
    items = tuple(
        Item(
            key=_key(ids, twin),
            label=f"{words(twin.first)} and {words(twin.later)}",
            chosen=decided.get(_key(ids, twin), TWO),
            count=rows[ids[twin.first]] + rows[ids[twin.later]],
            examples=twin.evidence[:3],
        )
        for twin in listed
    )
    count = len(twins.pairs)
    more = f" The {len(items)} with most rows in the other files are listed." if count > len(items) else ""
    open_ = count - len(decided)
    findings.ask(
        Question(
            id=QUESTION,
            table=findings.table,
            file=findings.file,
            sentence=f"{plural(count, 'pair')} of customers may be one account that stands twice. Where they are, "
            f"the later row is left out and its deals, revenue and usage count for the first.{more}",
            options=OPTIONS,
            decided=all(item.key in decided for item in items),
            items=items,
            urgent=open_ >= URGENT * len(frame),
        )
    )


def _roots(same: Sequence[Twin]) -> dict[int, int]:
    """Return the place of the row that stays for each row that does not, through chains of pairs."""
    parent: dict[int, int] = {}

    def root(place: int) -> int:
        while place in parent:
            place = parent[place]
        return place

    for twin in same:
        one, other = sorted((root(twin.first), root(twin.later)))
        if one != other:
            parent[other] = one
    return {place: root(place) for place in sorted(parent)}


def _lines(parts: Sequence[Part]) -> dict[str, str]:
    """Name the row of each account, with its file where there are several."""
    named: dict[str, str] = {}
    for part in parts:
        file = f" of {part.reading.raw.name}" if len(parts) > 1 else ""
        numbers = zip(part.reading.frame["account_id"].tolist(), part.reading.lines.tolist(), strict=True)
        named |= {key: f"row {line}{file}" for key, line in numbers}
    return named


def _without(part: Part, merged: pd.DataFrame, lines: Mapping[str, str]) -> Part:
    """Leave the merged rows out of one file, each with the account that it is."""
    reading = part.reading
    for later, kept in zip(merged["account_id"], merged["kept"], strict=True):
        at = (reading.frame["account_id"] == later).to_numpy()
        reading = leave_out_of(reading, at, f"A person called it the same account as {kept} ({lines[kept]}).")
    if reading is part.reading:
        return part
    return replace(part, reading=reading, shaped=replace(part.shaped, tables={"customers": reading.frame}))
