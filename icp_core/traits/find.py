"""What do the most successful accounts share, beyond what a search finds by chance?"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from icp_core.metrics.accounts import Accounts
from icp_core.results import Unit, format_value, plural
from icp_core.traits.conditions import rule_words
from icp_core.traits.encode import Coded, encode, rule_of, stack
from icp_core.traits.evidence import (
    ALPHA,
    FEWEST_ACCOUNTS,
    FEWEST_SUCCESSES,
    SHUFFLES_CONDITION,
    Counts,
    Found,
    chance,
    chance_of,
    count_on,
    cross_fit,
    rules_in_turn,
    word_for,
)
from icp_core.traits.miner import Codes
from icp_core.traits.rates import rates_by_level
from icp_core.traits.result import SetAside, Trait, Traits
from icp_core.traits.screen import screen
from icp_core.traits.success import Success, success_target

SAMPLE_ABOVE = 20_000  # accounts; above it one part is mined and the rest tests
MANY = 3_000  # accounts up to which the search is repeated 199 times; 99 times above
ONE_ACCOUNT = 0.30  # share of a group's ARR from which "one account carries this"


@dataclass(frozen=True)
class _Tested:
    """Rules in the order in which they were mined, each with its p-value and its held-out counts."""

    rules: tuple[Found, ...]
    p_values: tuple[float, ...]
    counts: tuple[Counts, ...]
    how: str


def find_traits(
    accounts: Accounts, *, success: Success | None = None, seed: int = 0, permutations: int | None = None
) -> Traits:
    """Search for the traits that the most successful accounts share.

    A rule has one to three conditions (sets of levels, ranges of numbers). The strongest rule must beat what the same
    search finds in shuffled data; a second and a third rule are sought among the accounts that the earlier ones leave.
    The rates that are shown come from accounts the judging rule has not seen (``cross_fit``); above 20,000 accounts a
    random 20,000 are mined and all others test, without shuffles.

    Args:
        accounts: The account table; its ``attributes`` are searched.
        success: Which accounts are successful; default ``success_target(accounts)``.
        seed: Seed of shuffles and splits.
        permutations: Shuffles; default 199 up to 3,000 accounts, 99 up to 20,000.

    Returns:
        The traits, or the reason why none is announced. The order of the rows does not matter.

    Raises:
        ValueError: Fewer than 19 permutations, with which 5 % cannot be reached.

    Source:
        docs/method.md; maximum statistic Westfall & Young (1993); Webb & Petitjean (KDD 2016).
    """
    if permutations is not None and permutations < 19:
        raise ValueError("a test at 5 % needs 19 permutations or more")
    success = success or success_target(accounts)
    member = success.member.reindex(accounts.frame["account_id"])
    judged = accounts.frame.loc[member.notna().to_numpy()].sort_values("account_id")
    won = member.reindex(judged["account_id"]).to_numpy(dtype=bool)
    usable, aside = screen(judged, accounts.attributes, _outcomes(judged, won))
    coded = encode(judged, usable)
    aside += tuple(_unusable(usable, coded))
    nothing = Traits(
        found=False,
        why="",
        items=(),
        set_aside=aside,
        success=success.words,
        n_success=int(won.sum()),
        rates=rates_by_level(judged, usable, won),
    )
    why = success.why_not or _too_little(won, coded)
    if why:
        return replace(nothing, why=why)
    tested = _test(stack(coded), won, seed=seed, permutations=permutations)
    items = _announce(tested, coded, judged)
    p = tested.p_values[0] if tested.p_values else 1.0
    return replace(nothing, found=bool(items), items=items, why=_why(items, tested, coded), p_value=p)


def _outcomes(frame: pd.DataFrame, won: np.ndarray) -> dict[str, np.ndarray]:
    """What no attribute may repeat."""
    left = frame["left"].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    numbers = {name: frame[name].to_numpy(dtype=float) for name in ("tenure", "arr", "initial_arr", "growth")}
    return {
        "who left": left,
        "success itself": won.astype(float),
        "how long the account has stayed": numbers["tenure"],
        "what the account pays": numbers["arr"],
        "what the account paid at first": numbers["initial_arr"],
        "how the account grew": numbers["growth"],
        "what the account has paid to date": numbers["tenure"] * numbers["arr"],
    }


def _unusable(usable: tuple[str, ...], coded: tuple[Coded, ...]) -> list[SetAside]:
    left = dict.fromkeys(one.column for one in coded)
    return [SetAside(name, "too few accounts share a value") for name in usable if name not in left]


def _too_little(won: np.ndarray, coded: tuple[Coded, ...]) -> str:
    hits = int(won.sum())
    if len(won) < FEWEST_ACCOUNTS:
        return (
            f"Traits are not searched below {FEWEST_ACCOUNTS} accounts ({len(won)} here): a search would find noise. "
            "The table shows how often each level is successful."
        )
    if min(hits, len(won) - hits) < FEWEST_SUCCESSES:
        return (
            f"Traits are not searched with fewer than {FEWEST_SUCCESSES} successful and {FEWEST_SUCCESSES} other "
            f"accounts ({hits} and {len(won) - hits} here). The table shows how often each level is successful."
        )
    if not coded:
        return "No attribute is left to search. Add columns such as industry, employees or country to the customers."
    return ""


def _test(codes: Codes, won: np.ndarray, *, seed: int, permutations: int | None) -> _Tested:
    rng = np.random.default_rng(seed)
    if len(won) > SAMPLE_ABOVE:
        return _split_test(codes, won, rng)
    shuffles = permutations or (199 if len(won) <= MANY else 99)
    rules: list[Found] = []
    p_values: list[float] = []
    for found, miner, residual in rules_in_turn(codes, won, rng, SHUFFLES_CONDITION):
        rules.append(found)
        p_values.append(chance(miner, residual, found.score, shuffles, rng))
        if p_values[-1] > ALPHA:
            break
    passed = [rule for rule, p in zip(rules, p_values, strict=True) if p <= ALPHA]
    counts = cross_fit(codes, won, passed, rng) if passed else []
    how = f"{shuffles} repetitions of the whole search on shuffled outcomes"
    return _Tested(tuple(rules), tuple(p_values), tuple(counts), how)


def _split_test(codes: Codes, won: np.ndarray, rng: np.random.Generator) -> _Tested:
    """Mine one random part, test on the rest: with so many accounts the rest is large enough to be a plain test."""
    mined = np.zeros(len(won), dtype=bool)
    mined[rng.choice(len(won), SAMPLE_ABOVE, replace=False)] = True
    judged = ~mined
    rules: list[Found] = []
    counts: list[Counts] = []
    p_values: list[float] = []
    for found, *_ in rules_in_turn(codes.rows(mined), won[mined], rng, SHUFFLES_CONDITION):
        rule = replace(found, inside=codes.inside(found.box), free=judged)
        rules.append(rule)
        counts.append(count_on(won, rule, judged))
        p_values.append(chance_of(counts[-1]))
        if p_values[-1] > ALPHA:
            break
        judged = judged & ~rule.inside
    how = f"a test on {int((~mined).sum()):,} accounts that took no part in the search"
    return _Tested(tuple(rules), tuple(p_values), tuple(counts), how)


def _announce(tested: _Tested, coded: tuple[Coded, ...], judged: pd.DataFrame) -> tuple[Trait, ...]:
    items: list[Trait] = []
    worst = 0.0
    for rule, p, counts in zip(tested.rules, tested.p_values, tested.counts, strict=False):
        worst = max(worst, p)
        lift = counts.lift
        if worst > ALPHA or lift.value is None or lift.value <= 1:
            break
        items.append(_trait(rule, counts, p, worst, coded=coded, judged=judged))
    return tuple(items)


def _trait(rule: Found, counts: Counts, p: float, q: float, *, coded: tuple[Coded, ...], judged: pd.DataFrame) -> Trait:
    conditions = rule_of(rule.box, coded)
    inside = judged.loc[rule.inside]
    window = "held out: judged by rules that have not seen these accounts"
    high, low = counts.inside.within(window), counts.outside.within(window)
    rates = f"{_percent(high.value)} successful against {_percent(low.value)} elsewhere"
    sentence = f"{rule_words(conditions)}: {rates} (held out; {plural(len(inside), 'account')}; {word_for(q)})"
    members = tuple(inside["account_id"].tolist())
    return Trait(
        conditions,
        len(inside),
        high,
        low,
        counts.lift.within(window),
        p,
        q,
        word_for(q),
        sentence,
        members,
        _caution(inside["arr"], counts),
    )


def _caution(arr: pd.Series, counts: Counts) -> str:
    words = []
    total = float(arr.sum())
    if total > 0 and arr.max() / total > ONE_ACCOUNT:
        words.append(f"One account carries this: it holds {format_value(arr.max() / total, Unit.RATIO)} of the ARR.")
    lift = counts.lift
    if lift.low is not None and lift.low <= 1:
        words.append("Accounts that were held out do not confirm it clearly.")
    return " ".join(words)


def _why(items: tuple[Trait, ...], tested: _Tested, coded: tuple[Coded, ...]) -> str:
    if items:
        return f"Each trait passed {tested.how}."
    if not tested.rules:
        return "No trait: no combination of up to three attributes sets successful accounts apart."
    candidate = rule_words(rule_of(tested.rules[0].box, coded))
    if tested.p_values[0] <= ALPHA:
        return f"No trait: the strongest candidate ({candidate}) was not confirmed by accounts that were held out."
    return (
        f"No trait passes {tested.how}. The strongest candidate ({candidate}) is a pattern that could be chance "
        f"(p = {tested.p_values[0]:.2f}); do not change targeting on it."
    )


def _percent(value: float | None) -> str:
    return "unknown" if value is None else f"{100 * value:.0f} %"
