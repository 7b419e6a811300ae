"""Which columns hold several values in a cell, such as technologies?"""

import numpy as np
import pandas as pd


def holds_lists(column: pd.Series) -> bool:
    """Whether the cells of a column are lists.

    Example:
        >>> holds_lists(pd.Series([None, ["Salesforce", "SAP"]])), holds_lists(pd.Series([None, "SAP"], dtype=object))
        (True, False)
    """
    return column.dtype == object and any(isinstance(cell, list | tuple | np.ndarray) for cell in column)
