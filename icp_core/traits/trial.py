"""The trial of mined rules: each in turn against chance, then against accounts that it has not seen."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np

from icp_core.traits.codes import Codes
from icp_core.traits.evidence import (
    ALPHA,
    MOST_RULES,
    OVERLAP,
    SHUFFLES_CONDITION,
    SHUFFLES_FOLD,
    Found,
    Tell,
    chance,
    jaccard,
    rules_in_turn,
)
from icp_core.traits.held_out import Counts, Judged, chance_of, cross_fit, judged_by

Bools: TypeAlias = np.ndarray
Progress: TypeAlias = Callable[[str, float], None]  # takes what is being done, and the share that is done

SAMPLE_ABOVE = 20_000  # accounts; above it one part is mined and the rest tests
MANY = 3_000  # accounts up to which the search is repeated 199 times; 99 times above
_RULES_SHARE = 0.7  # share of the time that the tests against chance take; the held-out rates take the rest


@dataclass(frozen=True)
class Trial:
    """Rules in the order in which they were mined.

    Args:
        rules: Each rule.
        p_values: Chance of a rule as strong where there is nothing.
        judged: How each account stands to each rule that passed, judged without having been mined.
        how: What was done, in words.
    """

    rules: tuple[Found, ...]
    p_values: tuple[float, ...]
    judged: tuple[Judged, ...]
    how: str


def trial(codes: Codes, won: Bools, *, rng: np.random.Generator, permutations: int | None, tell: Tell) -> Trial:
    """Mine rules and put them to the test; the first that fails ends the list.

    Args:
        codes: The accounts, n of them.
        won: True for an account of the kind that is sought, shape (n,).
        rng: Source of shuffles and splits.
        permutations: Shuffles; None: 199 up to ``MANY`` accounts, 99 above.
        tell: Takes the share of the work that is done.
    """
    if len(won) > SAMPLE_ABOVE:
        return _split_trial(codes, won, rng)
    shuffles = permutations or (199 if len(won) <= MANY else 99)
    rules: list[Found] = []
    p_values: list[float] = []
    for found, miner, residual in rules_in_turn(codes, won, rng, SHUFFLES_CONDITION):
        part = _part(tell, _RULES_SHARE * len(rules) / MOST_RULES, _RULES_SHARE / MOST_RULES)
        rules.append(found)
        p_values.append(chance(miner, residual, found.score, shuffles, rng, part))
        if p_values[-1] > ALPHA:
            break
    passed = [rule for rule, p in zip(rules, p_values, strict=True) if p <= ALPHA]
    judged = cross_fit(codes, won, passed, rng, _part(tell, _RULES_SHARE, 1 - _RULES_SHARE)) if passed else []
    how = f"{shuffles} repetitions of the whole search on shuffled outcomes"
    return Trial(tuple(rules), tuple(p_values), tuple(judged), how)


def found_again(codes: Codes, won: Bools, inside: Bools, rng: np.random.Generator) -> bool:
    """Tell whether a search over these accounts finds a rule that is mostly the one that holds for ``inside``."""
    if len(won) > SAMPLE_ABOVE:
        drawn = np.zeros(len(won), dtype=bool)
        drawn[rng.choice(len(won), SAMPLE_ABOVE, replace=False)] = True
        codes, won, inside = codes.rows(drawn), won[drawn], inside[drawn]
    mined = rules_in_turn(codes, won, rng, SHUFFLES_FOLD)
    return any(jaccard(found.inside, inside) >= OVERLAP for found, *_ in mined)


def _part(tell: Tell, begun: float, share: float) -> Tell:
    """Return who is told of a part of the work: one that begins at ``begun`` and is so large a share of the whole."""
    return lambda done: tell(begun + share * done)


def _split_trial(codes: Codes, won: Bools, rng: np.random.Generator) -> Trial:
    """Mine one random part, test on the rest: with so many accounts the rest is large enough to be a plain test."""
    mined = np.zeros(len(won), dtype=bool)
    mined[rng.choice(len(won), SAMPLE_ABOVE, replace=False)] = True
    free = ~mined
    rules: list[Found] = []
    judged: list[Judged] = []
    p_values: list[float] = []
    for found, *_ in rules_in_turn(codes.rows(mined), won[mined], rng, SHUFFLES_CONDITION):
        rule = replace(found, inside=codes.inside(found.box), free=free)
        rules.append(rule)
        judged.append(judged_by(codes, rule, free))
        p_values.append(chance_of(Counts.of(won, judged[-1].whole)))
        if p_values[-1] > ALPHA:
            break
        free = free & ~rule.inside
    how = f"a test on {int((~mined).sum()):,} accounts that took no part in the search"
    return Trial(tuple(rules), tuple(p_values), tuple(judged), how)
