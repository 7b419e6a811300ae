"""A number with its evidence; unknown is a result with a reason."""

from statistics import NormalDist

import pytest

from icp_core.results import LEVEL, Estimate, Unit, Z, format_value, unknown


def test_an_unknown_without_a_reason_is_refused():
    with pytest.raises(ValueError, match="needs a reason"):
        Estimate(None, Unit.RATIO, 0)


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf")])
@pytest.mark.parametrize("place", ["value", "low", "high"])
def test_a_number_that_is_not_finite_is_refused(place, number):
    with pytest.raises(ValueError, match="finite or unknown"):
        Estimate(**{"value": 1.0, "unit": Unit.RATIO, "n": 1, place: number})


def test_zero_is_known():
    assert Estimate(0.0, Unit.MONEY, 5).known
    assert not unknown(Unit.MONEY, "no amount is known").known


def test_the_quantile_belongs_to_the_level():
    assert NormalDist().inv_cdf(0.5 + LEVEL / 2) == pytest.approx(Z, abs=1e-12)


def test_a_window_is_set_on_a_copy():
    estimate = Estimate(0.5, Unit.RATIO, 10)
    assert (estimate.within("2024").window, estimate.window) == ("2024", "")


def test_an_estimate_without_an_interval_shows_only_its_n():
    assert str(Estimate(1234.0, Unit.COUNT, 1234)) == "1,234 (n = 1,234)"


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (0.8432, Unit.RATIO, "84.3 %"),
        (0.05, Unit.POINTS, "+5.0 points"),
        (-0.05, Unit.POINTS, "-5.0 points"),
        (12.34, Unit.MONTHS, "12.3 months"),
        (1234.5, Unit.DAYS, "1,234 days"),
        (62.4, Unit.INDEX, "62"),
        (2.5, Unit.FACTOR, "2.50x"),
        (-12.34, Unit.SCORE, "-12.3"),
        (99.5, Unit.MONEY, "99.50"),
        (950, Unit.MONEY, "950"),
        (1_250_000, Unit.MONEY, "1.25M"),
        (-12_300, Unit.MONEY, "-12.3k"),
        (3.2e9, Unit.MONEY, "3.2bn"),
        (None, Unit.MONEY, "unknown"),
    ],
)
def test_every_unit_is_written_in_its_own_way(value, unit, words):
    assert format_value(value, unit) == words


def test_money_is_written_in_full_where_asked_and_with_its_currency():
    assert format_value(1_250_000, Unit.MONEY, currency="EUR", exact=True) == "EUR 1,250,000.00"


@pytest.mark.parametrize(
    "value",
    [
        999.6,
        123_456,
        999_999,
        999_500_000,
    ],
)
def test_money_never_falls_into_scientific_writing(value):
    assert "e+" not in format_value(value, Unit.MONEY)
