"""How much of a trait rests on its few largest accounts, and what is the answer without them?"""

import numpy as np
import pandas as pd

from icp_core.results import Estimate, Unit, format_value, plural
from icp_core.traits.codes import Codes
from icp_core.traits.evidence import Found
from icp_core.traits.held_out import Counts
from icp_core.traits.result import Largest
from icp_core.traits.trial import found_again

FEW = 3  # largest accounts that are left out
ONE_ACCOUNT = 0.30  # share of a trait's ARR from which "one account carries this"


def largest_of(
    rule: Found, judged: np.ndarray, won: np.ndarray, *, arr: pd.Series, codes: Codes, seed: int
) -> Largest | None:
    """Leave out the three largest accounts of a trait, count again and search again.

    Args:
        rule: The trait.
        judged: How each account stands to it, held out; shape (n,).
        won: True for a successful account, shape (n,).
        arr: What each account pays; shape (n,).
        codes: The accounts.
        seed: Seed of the second search.

    Returns:
        None where nobody knows what the trait's accounts pay.
    """
    pays = arr.to_numpy(float, na_value=np.nan)
    inside = np.flatnonzero(rule.inside & (pays > 0))
    total = float(pays[inside].sum())
    if not total:
        return None
    order = inside[np.argsort(-pays[inside], kind="stable")][:FEW]
    held = [Estimate(float(pays[order[:few]].sum()) / total, Unit.RATIO, len(inside)) for few in (1, FEW)]
    rest = np.ones(len(won), dtype=bool)
    rest[order] = False
    before, counts = Counts.of(won, judged), Counts.of(won[rest], judged[rest])
    stays = found_again(codes.rows(rest), won[rest], rule.inside[rest], np.random.default_rng(seed))
    few = plural(len(order), "largest account")
    sentence = (
        f"Its {few} hold {format_value(held[1].value, Unit.RATIO)} of its ARR. Without them the same search "
        f"{'finds it again' if stays else 'no longer finds it'}: {_rates(counts)} (with them {_rates(before)})."
    )
    return Largest(held[0], held[1], counts.inside, counts.outside, stays, sentence)


def carried(largest: Largest | None) -> str:
    """Return the caution that belongs beside a trait that a few accounts carry; empty when none do."""
    words = []
    if largest is None:
        return ""
    one = largest.held_by_one.value or 0.0
    if one > ONE_ACCOUNT:
        words.append(f"One account carries this: it holds {format_value(one, Unit.RATIO)} of the ARR.")
    if not largest.stays:
        words.append(f"Without its {FEW} largest accounts it is not found.")
    return " ".join(words)


def _rates(counts: Counts) -> str:
    inside, outside = (
        "unknown" if share.value is None else f"{100 * share.value:.0f} %" for share in (counts.inside, counts.outside)
    )
    return f"{inside} against {outside}"
