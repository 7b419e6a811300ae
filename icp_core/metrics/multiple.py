"""Which of several tests still hold when all of them are looked at?"""

from collections.abc import Sequence


def holm(p_values: Sequence[float]) -> list[float]:
    """Return p-values that may be read one by one although several tests were made.

    At ``adjusted <= alpha`` the chance that any of the tests holds falsely is at most alpha, however they depend on
    each other.

    Args:
        p_values: One a test, each from 0 to 1.

    Source:
        Holm (1979), Scandinavian Journal of Statistics 6, 65-70; adjusted values as in Wright (1992), Biometrics 48.

    Example:
        >>> [round(p, 3) for p in holm([0.04, 0.01, 0.03])]
        [0.06, 0.03, 0.06]
    """
    adjusted, largest = [0.0] * len(p_values), 0.0
    for rank, place in enumerate(sorted(range(len(p_values)), key=p_values.__getitem__)):
        largest = max(largest, min(1.0, (len(p_values) - rank) * p_values[place]))
        adjusted[place] = largest
    return adjusted
