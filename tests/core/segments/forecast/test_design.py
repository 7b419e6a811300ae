import numpy as np
import pandas as pd

from icp_core.segments.forecast.design import design


def test_an_unknown_cell_says_nothing_and_the_known_ones_stand_around_zero() -> None:
    frame = pd.DataFrame({"plan": ["Pro"] * 12 + ["Basic"] * 8 + [None] * 5, "size": [*range(20), *[np.nan] * 5]})
    made = design(frame, ("plan", "size"))
    assert (made.matrix[20:] == 0).all()
    assert np.allclose(made.matrix[:20].mean(axis=0), 0)


def test_rare_levels_are_taken_together() -> None:
    frame = pd.DataFrame({"country": ["DE"] * 20 + ["FR"] * 20 + [f"x{place}" for place in range(10)]})
    assert design(frame, ("country",)).matrix.shape == (50, 3)


def test_each_word_of_a_list_is_a_column_of_its_own() -> None:
    cells = [["SAP", "AWS"]] * 10 + [["AWS"]] * 10 + [["SAP"]] * 10 + [None] * 3
    made = design(pd.DataFrame({"technologies": pd.Series(cells, dtype=object)}), ("technologies",))
    assert made.matrix.shape == (33, 2)
    assert (made.matrix[30:] == 0).all()
    assert np.allclose(np.ptp(made.matrix[:30], axis=0), 1)


def test_days_and_columns_in_which_nothing_differs_take_no_place() -> None:
    frame = pd.DataFrame({"same": ["a"] * 30, "day": pd.date_range("2025-01-01", periods=30), "few": [True] * 30})
    assert design(frame, ("same", "day", "few")).blocks == {}
