"""What do the most successful accounts share, beyond what a search finds by chance?"""

from dataclasses import replace

import numpy as np
import pandas as pd

from icp_core.metrics.accounts import Accounts
from icp_core.metrics.afterwards import staying
from icp_core.traits.announce import Ground, announce, why_announced
from icp_core.traits.encode import Coded, encode, stack
from icp_core.traits.evidence import FEWEST_ACCOUNTS, FEWEST_SUCCESSES, Tell
from icp_core.traits.rates import rates_by_level
from icp_core.traits.result import SetAside, Trait, Traits
from icp_core.traits.screen import screen
from icp_core.traits.success import Success, success_target
from icp_core.traits.trial import Progress, trial

_BEST_SHARE = 0.6  # share of the time that the search among the best takes; the rest goes to the least successful
_DOING = "Searching what your best customers share, and testing it against chance"
_DOING_WORST = "Searching what your least successful customers share"


def find_traits(
    accounts: Accounts,
    *,
    success: Success | None = None,
    seed: int = 0,
    permutations: int | None = None,
    progress: Progress = lambda _doing, _share: None,
) -> Traits:
    """Search for the traits that the most successful accounts share.

    A rule has one to three conditions (sets of levels, ranges of numbers). The strongest rule must beat what the same
    search finds in shuffled data; a second and a third rule are sought among the accounts that the earlier ones leave.
    The rates that are shown come from accounts the judging rule has not seen (``cross_fit``); above 20,000 accounts a
    random 20,000 are mined and all others test, without shuffles. Where there is a trait, what the least successful
    share is sought and tested in the same way.

    Args:
        accounts: The account table; its ``attributes`` are searched.
        success: Which accounts are successful; default ``success_target(accounts)``.
        seed: Seed of shuffles and splits.
        permutations: Shuffles; default 199 up to 3,000 accounts, 99 up to 20,000.
        progress: Told what is being done and the share that is done; whatever it raises ends the search.

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
        n=len(won),
        rates=rates_by_level(judged, coded, won),
    )
    why = success.why_not or _too_little(won, coded)
    if why:
        return replace(nothing, why=why)
    ground = Ground(judged, won, coded, stack(coded), "successful", seed)
    items, why, p = _search(ground, permutations, lambda share: progress(_DOING, _BEST_SHARE * share))
    worst, why_worst = _worst(ground, success, permutations, progress) if items else ((), "")
    return replace(nothing, found=bool(items), items=items, why=why, p_value=p, worst=worst, why_worst=why_worst)


def _search(ground: Ground, permutations: int | None, tell: Tell) -> tuple[tuple[Trait, ...], str, float]:
    """Return the traits, what was done or why there is none, and the p-value of the strongest rule."""
    rng = np.random.default_rng(ground.seed)
    tried = trial(ground.codes, ground.won, rng=rng, permutations=permutations, tell=tell)
    items = announce(tried, ground)
    return items, why_announced(items, tried, ground), tried.p_values[0] if tried.p_values else 1.0


def _worst(
    ground: Ground, success: Success, permutations: int | None, progress: Progress
) -> tuple[tuple[Trait, ...], str]:
    """Search the same accounts for what the least successful share."""
    if success.worst is None:
        return (), ""
    lost = success.worst.reindex(ground.frame["account_id"]).fillna(value=False).to_numpy(dtype=bool)
    if not FEWEST_SUCCESSES <= lost.sum() <= len(lost) - FEWEST_SUCCESSES:
        return (), f"Fewer than {FEWEST_SUCCESSES} accounts are among the least successful: too few to search."
    turned = replace(ground, won=lost, word="among the least successful")
    items, why, _ = _search(
        turned, permutations, lambda share: progress(_DOING_WORST, _BEST_SHARE + (1 - _BEST_SHARE) * share)
    )
    return items, why


def _outcomes(frame: pd.DataFrame, won: np.ndarray) -> dict[str, np.ndarray]:
    """What no attribute may repeat."""
    numbers = {name: frame[name].to_numpy(dtype=float) for name in ("arr", "initial_arr", "growth")}
    return {
        **staying(frame),
        "success itself": won.astype(float),
        "what the account pays": numbers["arr"],
        "what the account paid at first": numbers["initial_arr"],
        "how the account grew": numbers["growth"],
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
