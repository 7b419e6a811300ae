"""Which prospects fit the ICP, why, and which unknown value would settle the rest?"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from icp_core.fit.matching import Match
from icp_core.fit.score import fit_accounts
from icp_core.fit.tally import INSIDE, RINGS, tally
from icp_core.profile import IcpProfile

COLUMNS = (
    "account_id", "name", "fit", "ring", "known_share", "reasons",
    "matched", "missed", "unknown", "settled_by", "ring_if_match", "ring_if_miss", "domain",
)  # fmt: skip
UNPLACED = RINGS.index("unclassified")

Ints = npt.NDArray[np.int64]
Words = npt.NDArray[np.str_]


def score_prospects(frame: pd.DataFrame, profile: IcpProfile) -> pd.DataFrame:
    """Score a list of prospects, in the order of the list.

    Args:
        frame: ``account_id``, ``name`` where known, and the attribute columns, one row a prospect, shape (n, any).
        profile: The declared ICP.

    Returns:
        One row a prospect, with ``COLUMNS``; columns of few different words are categories. ``matched``, ``missed``
        and ``unknown`` name columns of the ICP; "nearly" marks a number on the soft edge. ``settled_by`` is the one
        column whose value, once known, gives the ring: ``ring_if_match`` at best, ``ring_if_miss`` at worst; empty
        where the ring stands already, and where an unclassified prospect needs more than one value. The text comes
        from the file as it stands: whoever writes it into a spreadsheet must make it formula-safe.

    Source:
        docs/method.md, "Prospects".

    Example:
        >>> icp = IcpProfile(criteria=[{"column": "country", "op": "in", "value": ["Norway"], "mode": "require"}])
        >>> scored = score_prospects(pd.DataFrame({"account_id": ["p", "q"], "country": ["Norway", None]}), icp)
        >>> scored[["ring", "settled_by", "ring_if_match", "ring_if_miss"]].values.tolist()
        [['bullseye', '', '', ''], ['unclassified', 'country', 'bullseye', 'outside']]
    """
    fit = fit_accounts(frame, profile)
    rows, pattern = _patterns(fit.matches, len(frame))
    few = [replace(found, score=found.score[rows], near=found.near[rows]) for found in fit.matches]
    settled, best, worst = _settled(few, profile, len(rows))
    texts = {
        "matched": _listed(few, _matched),
        "missed": _listed(few, _missed),
        "unknown": _listed(few, _unknown),
        "settled_by": settled,
        "ring_if_match": _ring_words(best),
        "ring_if_miss": _ring_words(worst),
    }
    scored = fit.frame.assign(
        ring=fit.frame["ring"].astype(pd.CategoricalDtype(list(RINGS))),
        **{name: _text(frame, name) for name in ("name", "domain")},
        **{name: _spread(words, pattern) for name, words in texts.items()},
    )
    return scored[list(COLUMNS)]


def what_settles(scored: pd.DataFrame) -> pd.DataFrame:
    """Count by column how many prospects its value would place, the most first: what to look up next.

    Args:
        scored: As `score_prospects` returns it.

    Returns:
        ``column``, ``prospects`` (whose ring it would settle), ``could_come_in`` (of these, the prospects that are not
        inside now and would be in the bullseye or the inner ring if it matched) and ``could_fall_out`` (those that are
        inside now and would not be if it did not match).

    Example:
        >>> icp = IcpProfile(criteria=[{"column": "country", "op": "in", "value": ["Norway"], "mode": "require"}])
        >>> listed = pd.DataFrame({"account_id": ["p", "q", "r"], "country": ["Norway", None, None]})
        >>> what_settles(score_prospects(listed, icp)).values.tolist()
        [['country', 2, 2, 0]]
    """
    open_ = scored[scored["settled_by"] != ""]
    now = open_["ring"].isin(INSIDE)
    counted = pd.DataFrame(
        {
            "column": open_["settled_by"].astype("str"),
            "come_in": ~now & open_["ring_if_match"].isin(INSIDE),
            "fall_out": now & ~open_["ring_if_miss"].isin(INSIDE),
        }
    )
    found = counted.groupby("column", as_index=False).agg(
        prospects=("come_in", "size"), could_come_in=("come_in", "sum"), could_fall_out=("fall_out", "sum")
    )
    return found.sort_values(["could_come_in", "prospects"], ascending=False, ignore_index=True)


def best_first(scored: pd.DataFrame, rings: Iterable[str]) -> pd.DataFrame:
    """Return the prospects of some rings: by ring, then by score, then in the order of the list."""
    wanted = scored[scored["ring"].isin(list(rings))]
    order = wanted.assign(place=wanted["ring"].astype(pd.CategoricalDtype(list(RINGS))).cat.codes)
    return order.sort_values(["place", "fit"], ascending=[True, False], kind="stable").drop(columns="place")


def _text(frame: pd.DataFrame, name: str) -> pd.Series:
    return pd.Series(frame[name].to_numpy() if name in frame else None, index=range(len(frame)), dtype="str")


def _patterns(matches: Sequence[Match], n: int) -> tuple[Ints, Ints]:
    """Find the different combinations of answers: a row that shows each, shape (k,), and that of every row, (n,).

    A million prospects show a few thousand of them, so that what depends on the answers alone is worked out once each.
    """
    codes = np.zeros(n, dtype=np.int64)
    for found in matches:
        more, levels = pd.factorize(found.score)
        answers = 2 * (len(levels) + 1)  # a missing score has code -1
        codes, _ = pd.factorize(codes * answers + 2 * (more + 1) + found.near)
    patterns, rows = np.unique(codes, return_index=True)
    return rows.astype(np.int64), np.searchsorted(patterns, codes)


def _settled(matches: Sequence[Match], profile: IcpProfile, n: int) -> tuple[list[str], Ints, Ints]:
    """Try every unknown column: put the best and the worst answers in its place and look which ring comes out.

    Where several columns would settle the ring, the one between whose answers most lies is named; the first of the
    ICP among equals.
    """
    now = tally(matches, n).rings(profile.rings)
    names = np.full(n, "", dtype=object)
    best, worst, gain = np.full(n, -1), np.full(n, -1), np.full(n, -1)
    for column in dict.fromkeys(found.criterion.column for found in matches):
        unknown = np.logical_or.reduce([~found.known for found in matches if found.criterion.column == column])
        if not unknown.any():
            continue
        high, low = (
            tally([_told(found, column, passing=passing) for found in matches], n).rings(profile.rings)
            for passing in (True, False)
        )
        placed = unknown & (high != UNPLACED) & (low != UNPLACED)
        better = placed & ((now == UNPLACED) | (high != low)) & (low - high > gain)
        names[better] = column
        best[better], worst[better] = high[better], low[better]
        gain[better] = (low - high)[better]
    return names.tolist(), best, worst


def _told(found: Match, column: str, *, passing: bool) -> Match:
    """Return a criterion with its unknown answers known: at their best or at their worst."""
    if found.criterion.column != column:
        return found
    answer = float(passing != (found.criterion.mode == "exclude"))
    return replace(found, score=np.where(found.known, found.score, answer), absent=False)


def _matched(found: Match) -> Words:
    column, score = found.criterion.column, found.score
    if found.criterion.mode == "exclude":
        return np.where(score == 0, column, "")
    edge = found.near | ((score > 0) & (score < 1))
    return np.where(score == 1, column, np.where(edge, f"{column} (nearly)", ""))


def _missed(found: Match) -> Words:
    column, score = found.criterion.column, found.score
    if found.criterion.mode == "exclude":
        return np.where(score > 0, f"{column} (excluded)", "")
    return np.where((score == 0) & ~found.near, column, "")


def _unknown(found: Match) -> Words:
    return np.where(found.known, "", found.criterion.column)


def _listed(matches: Sequence[Match], words_of: Callable[[Match], Words]) -> list[str]:
    """Join what each criterion says, each word once."""
    parts = [words_of(found) for found in matches]
    if not parts:
        return [""]
    return ["; ".join(dict.fromkeys(filter(None, words))) for words in zip(*parts, strict=True)]


def _ring_words(rings: Ints) -> list[str]:
    return ["" if ring < 0 else RINGS[ring] for ring in rings.tolist()]


def _spread(words: Iterable[str], pattern: Ints) -> pd.Categorical:
    """Give every row the words of its pattern."""
    codes, levels = pd.factorize(np.array(list(words), dtype=object))
    return pd.Categorical.from_codes(codes[pattern], pd.Index(levels, dtype="str"))
