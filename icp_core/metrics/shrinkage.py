"""How far may the number of a small group be believed?"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]

MIN_GROUPS = 4  # groups; the spread between fewer cannot be told from chance (Morris 1983 needs k > 3)
ROUNDS = 500  # of the iteration; it settles in 5 to 50
SETTLED = 1e-12  # relative change of the spread between groups


@dataclass(frozen=True)
class Shrunk:
    """Groups drawn towards their common mean, each by as much as its own number is uncertain.

    Args:
        values: The drawn values, shape (k,).
        variances: Their variances, the uncertainty of mean and spread included.
        weights: Share of each group's own number in its drawn value, 0 to 1.
        mean: The common mean.
        spread: Variance between the true values of the groups; 0 where chance alone explains the differences.
    """

    values: Floats
    variances: Floats
    weights: Floats
    mean: float
    spread: float


def shrink(values: npt.ArrayLike, variances: npt.ArrayLike) -> Shrunk:
    """Draw the numbers of several groups towards their common mean (empirical Bayes, normal groups).

    Among many small groups the best looking one is mostly the luckiest. The spread between the groups' true values is
    estimated from the data, and each group keeps the share spread / (spread + its own variance) of what sets it apart.

    Args:
        values: One number a group, shape (k,), k >= ``MIN_GROUPS``.
        variances: Squared standard error of each, shape (k,), above 0.

    Raises:
        ValueError: There are too few groups, the shapes differ, or a variance is not above 0.

    Source:
        Morris (1983), Parametric empirical Bayes inference: theory and applications, JASA 78, 47-55, section 5 for
        unequal variances; James & Stein (1961). That it beats the raw numbers in squared error is simulated in
        tests/reference/test_value_reference.py.

    Example:
        >>> drawn = shrink([10.0, 12.0, 20.0, 14.0], [1.0, 1.0, 16.0, 1.0])
        >>> drawn.values.round(1).tolist(), drawn.weights.round(2).tolist()
        ([10.1, 12.0, 18.5, 14.0], [0.97, 0.97, 0.79, 0.97])
    """
    numbers, squares = np.asarray(values, float), np.asarray(variances, float)
    if numbers.ndim != 1 or numbers.shape != squares.shape or len(numbers) < MIN_GROUPS:
        raise ValueError(f"shrinking needs one variance a number, and {MIN_GROUPS} groups or more")
    if not (np.isfinite(numbers).all() and np.isfinite(squares).all() and (squares > 0).all()):
        raise ValueError("shrinking needs known numbers, and variances above 0")
    k = len(numbers)
    spread = _spread(numbers, squares)
    inverse = 1 / (squares + spread)
    mean = float((inverse * numbers).sum() / inverse.sum())
    drawn = (k - 3) / (k - 1) * squares * inverse
    typical = float((inverse * squares).sum() / inverse.sum())
    of_spread = 2 / (k - 3) * drawn**2 * (typical + spread) * inverse * (numbers - mean) ** 2
    return Shrunk(
        values=numbers - drawn * (numbers - mean),
        variances=squares * (1 - (k - 1) / k * drawn) + of_spread,
        weights=1 - drawn,
        mean=mean,
        spread=spread,
    )


def _spread(numbers: Floats, squares: Floats) -> float:
    """Return the variance between groups that makes the weighted squares as large as they are; never below 0."""
    k, spread = len(numbers), float(np.var(numbers))
    for _ in range(ROUNDS):
        inverse = 1 / (squares + spread)
        mean = (inverse * numbers).sum() / inverse.sum()
        surplus = k / (k - 1) * (numbers - mean) ** 2 - squares
        new = max(float((inverse * surplus).sum() / inverse.sum()), 0.0)
        if abs(new - spread) <= SETTLED * max(new, spread):
            return new
        spread = new
    return spread
