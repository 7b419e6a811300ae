"""From rules that stood their trial to traits that read as sentences."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from icp_core.metrics.survival import survival_curve
from icp_core.results import Estimate, Unit, plural, unknown
from icp_core.traits.codes import Codes
from icp_core.traits.conditions import rule_words
from icp_core.traits.encode import Coded, places_of, rule_of
from icp_core.traits.evidence import ALPHA, Found, word_for
from icp_core.traits.held_out import INSIDE, OUTSIDE, Counts, Judged
from icp_core.traits.largest import carried, largest_of
from icp_core.traits.result import Trait
from icp_core.traits.trial import Trial

HELD_OUT = "held out"  # judged by rules that have not seen these accounts
YEAR = 12.0  # months
LATER = (
    "",
    ", among the customers the first trait does not cover",
    ", among the customers the first two traits do not cover",
)  # by place: a later rule is mined and judged among those whom the earlier ones leave


@dataclass(frozen=True)
class Ground:
    """What the traits were sought in.

    Args:
        frame: One row an account, n of them.
        won: True for an account of the kind that is sought, shape (n,).
        coded: The attributes as codes.
        codes: The same side by side.
        word: What such an account is called: ``successful``.
        seed: Seed of what is drawn again.
    """

    frame: pd.DataFrame
    won: np.ndarray
    coded: tuple[Coded, ...]
    codes: Codes
    word: str
    seed: int


def announce(tried: Trial, ground: Ground) -> tuple[Trait, ...]:
    """Return the traits that may be announced, in the order in which they were found."""
    items: list[Trait] = []
    worst = 0.0
    for rule, p, judged in zip(tried.rules, tried.p_values, tried.judged, strict=False):
        worst = max(worst, p)
        lift = Counts.of(ground.won, judged.whole).lift
        if worst > ALPHA or lift.value is None or lift.value <= 1:
            break
        items.append(_trait(rule, judged, p, worst, ground, LATER[len(items)]))
    return tuple(items)


def why_announced(items: tuple[Trait, ...], tried: Trial, ground: Ground) -> str:
    """Say what the announced traits passed, or why there is none."""
    if items:
        return f"Each trait passed {tried.how}."
    if not tried.rules:
        return f"No trait: no combination of up to three attributes sets {ground.word} accounts apart."
    candidate = rule_words(rule_of(tried.rules[0].box, ground.coded))
    if tried.p_values[0] <= ALPHA:
        return f"No trait: the strongest candidate ({candidate}) was not confirmed by accounts that were held out."
    return (
        f"No trait passes {tried.how}. The strongest candidate ({candidate}) is a pattern that could be chance "
        f"(p = {tried.p_values[0]:.2f}); do not change targeting on it."
    )


def _trait(rule: Found, judged: Judged, p: float, q: float, ground: Ground, among: str) -> Trait:
    conditions = rule_of(rule.box, ground.coded)
    counts = Counts.of(ground.won, judged.whole)
    inside = ground.frame.loc[rule.inside]
    kept = [_kept(ground.frame.loc[judged.whole == side]) for side in (INSIDE, OUTSIDE)]
    largest = largest_of(rule, judged.whole, ground.won, arr=ground.frame["arr"], codes=ground.codes, seed=ground.seed)
    lift = counts.lift
    confirmed = lift.low is not None and lift.low > 1
    doubt = "" if confirmed else "Accounts that were held out do not confirm it clearly."
    return Trait(
        rule=conditions,
        n=len(inside),
        rate_inside=counts.inside.within(HELD_OUT),
        rate_outside=counts.outside.within(HELD_OUT),
        lift=lift.within(HELD_OUT),
        p_value=p,
        q_value=q,
        word=word_for(q),
        sentence=_sentence(rule_words(conditions) + among, counts, kept, _meeting(len(inside), among), ground.word),
        members=tuple(inside["account_id"].tolist()),
        caution=" ".join(part for part in (carried(largest), doubt) if part),
        kept_inside=kept[0],
        kept_outside=kept[1],
        adds=tuple(judged.adds(place, ground.won).within(HELD_OUT) for place in places_of(rule.box, ground.coded)),
        largest=largest,
    )


def _kept(frame: pd.DataFrame) -> Estimate:
    """Return the share of accounts still here after a year, live ones counted for as long as they were seen."""
    known = frame[frame["tenure"].notna() & frame["left"].notna()]
    if known.empty:
        return unknown(Unit.RATIO, "no column says who left and when", window=HELD_OUT)
    tenure = known["tenure"].to_numpy(float)
    entry = np.minimum(known["entry"].fillna(0.0).to_numpy(float), tenure)
    return survival_curve(tenure, known["left"].to_numpy(bool), entry=entry).at(YEAR).within(HELD_OUT)


def _sentence(rule: str, counts: Counts, kept: list[Estimate], meeting: str, word: str) -> str:
    """Write a trait as one sentence without a full stop; every rate in it is held out."""
    parts = []
    stay, leave = kept
    if stay.value is not None and leave.value is not None:
        parts.append(f"{_percent(stay)} still here after a year against {_percent(leave)}")
    parts.append(f"{_percent(counts.inside)} {word} against {_percent(counts.outside)}")
    low = counts.lift.low
    holds = "holds on the holdout" if low is not None and low > 1 else "not clearly confirmed by the holdout"
    return f"{rule}: {', '.join(parts)}; {meeting}; {holds}"


def _meeting(n: int, among: str) -> str:
    """Write how many meet the rule; of a later one these may be more than those it was judged among."""
    return f"{plural(n, 'customer')}{' in all' if among else ''}"


def _percent(share: Estimate) -> str:
    return "unknown" if share.value is None else f"{100 * share.value:.0f} %"
