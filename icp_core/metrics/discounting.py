"""What is money of later months worth today?"""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def present_months(months: npt.ArrayLike, discount: float) -> Floats:
    """Return what the first so many months are worth, counted in months of today.

    A month paid t months from now counts (1 + discount) ** (-t / 12); paid evenly, the first m months count the
    integral of that from 0 to m. Without discount a month is a month.

    Args:
        months: Months from the start, shape (n,), each >= 0.
        discount: Rate a year, 0.1 is 10 %; 0 or more.

    Raises:
        ValueError: The rate is below 0.

    Source:
        Present value under continuous payment; Brealey, Myers & Allen, Principles of Corporate Finance, chapter 2.

    Example:
        >>> present_months([12, 36], 0.10).round(2).tolist()
        [11.45, 31.31]
    """
    if discount < 0:
        raise ValueError(f"a discount rate is 0 or more, not {discount}")
    ages = np.asarray(months, float)
    force = float(np.log1p(discount)) / 12
    return -np.expm1(-force * ages) / force if force > 0 else ages + 0.0
