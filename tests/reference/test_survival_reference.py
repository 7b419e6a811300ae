"""Survival against published sets (truth.json, level 95 %), statsmodels and scipy."""

import numpy as np
import pandas as pd
import pytest

from icp_core.metrics import log_rank, survival_curve
from tests.reference.conftest import folder_or_skip, truth_of


def agrees(curve, expected):
    assert (curve.n, int(curve.events.sum())) == (expected["n"], expected["events"])
    for key, value in expected.items():
        if key.startswith("S("):
            answer = curve.at(float(key[2:-1]))
            if not answer.known:  # below 10 accounts observed the curve is stopped; the arrays still hold it
                row = np.searchsorted(curve.times, float(key[2:-1]), side="right") - 1
                found = (curve.survival[row], curve.low[row], curve.high[row])
            else:
                found = (answer.value, answer.low, answer.high)
            assert found[0] == pytest.approx(value[0], abs=2e-6)
            if value[0] < 1:  # where nobody left the source prints no interval, we print an exact one
                assert found[1:] == pytest.approx(value[1:], abs=2e-6)
    return True


def median_agrees(curve, expected):
    assert curve.median().value == (None if expected["median"] is None else pytest.approx(expected["median"], abs=1e-4))


def test_telco_survival_equals_the_independent_computation(telco):
    frame = telco.accounts.observed
    curve = survival_curve(frame["tenure"], frame["left"].astype(bool), level=0.95)
    assert agrees(curve, telco.truth["km_all"])
    for column, key in (("Contract", "km_by_contract"), ("InternetService", "km_by_internet")):
        for level, expected in telco.truth[key].items():
            rows = frame[frame[column] == level]
            curve = survival_curve(rows["tenure"], rows["left"].astype(bool), level=0.95)
            assert agrees(curve, expected)
            median_agrees(curve, expected)


@pytest.mark.parametrize("column", ["Contract", "gender", "InternetService", "PhoneService"])
def test_telco_log_rank_equals_the_independent_computation(telco, column):
    frame, expected = telco.accounts.observed, telco.truth["logrank"][column]
    result = log_rank(frame["tenure"], frame["left"].astype(bool), frame[column])
    assert result.chi2 == pytest.approx(expected["chi2"], rel=1e-5)
    assert result.p == pytest.approx(expected["p"], rel=5e-3)


@pytest.mark.parametrize(("column", "key"), [("plan_type", "km_by_plan"), ("source", "km_by_channel")])
def test_saas_survival_equals_the_independent_computation(saas, column, key):
    frame = saas.accounts.observed
    for level, expected in saas.truth[key].items():
        rows = frame[frame[column] == level]
        curve = survival_curve(rows["tenure"], rows["left"].astype(bool), entry=rows["entry"], level=0.95)
        assert agrees(curve, expected)


def test_saas_log_rank_equals_the_independent_computation(saas):
    frame = saas.accounts.observed
    for column, key in (("plan_type", "plan_type"), ("source", "acquisition_channel"), ("country", "country")):
        result = log_rank(frame["tenure"], frame["left"].astype(bool), frame[column])
        assert result.chi2 == pytest.approx(saas.truth["logrank"][key]["chi2"], rel=1e-5)


def oracle(name, tenure, left, group):
    raw = pd.read_csv(folder_or_skip("lifelines_oracle") / name)
    return raw[tenure].to_numpy(float), raw[left].to_numpy(bool), raw[group].to_numpy()


@pytest.mark.parametrize(
    ("file", "columns", "places"),
    [
        ("waltons_dataset.csv", ("T", "E", "group"), ("waltons", None, "logrank")),
        ("rossi.csv", ("week", "arrest", "fin"), ("rossi", "by_fin", "logrank_fin")),
        ("dd.csv", ("duration", "observed", "democracy"), ("dd", "by_democracy", "logrank")),
    ],
)
def test_lifelines_sets_give_the_documented_curves(file, columns, places):
    tenure, left, group = oracle(file, *columns)
    truth = truth_of("lifelines_oracle")[places[0]]
    groups = truth[places[1]] if places[1] else {key: truth[key] for key in ("control", "miR-137")}
    for name, expected in groups.items():
        member = group.astype(str) == name
        curve = survival_curve(tenure[member], left[member], level=0.95)
        assert agrees(curve, expected)
        median_agrees(curve, expected)
    assert log_rank(tenure, left, group).chi2 == pytest.approx(truth[places[2]]["chi2"], rel=1e-5)


def random_lifetimes(seed, n=400):
    rng = np.random.default_rng(seed)
    life, seen = rng.exponential(20, n), rng.uniform(0, 40, n)
    tenure = np.ceil(np.minimum(life, seen) * 4) / 4  # tied times, as months are
    return tenure, life <= seen, rng.integers(0, 3, n)


@pytest.mark.parametrize("seed", [1, 2])
def test_survival_and_greenwood_equal_statsmodels(seed):
    from statsmodels.duration.survfunc import SurvfuncRight

    tenure, left, _ = random_lifetimes(seed)
    witness, curve = SurvfuncRight(tenure, left.astype(int)), survival_curve(tenure, left)
    assert curve.times[1:] == pytest.approx(witness.surv_times[witness.n_events > 0], abs=1e-12)
    assert curve.survival[1:] == pytest.approx(witness.surv_prob[witness.n_events > 0], abs=1e-9)
    assert curve.at_risk[1:].tolist() == witness.n_risk[witness.n_events > 0].tolist()


@pytest.mark.parametrize("seed", [1, 2])
def test_log_log_interval_equals_scipy(seed):
    from scipy.stats import CensoredData, ecdf

    tenure, left, _ = random_lifetimes(seed)
    witness = ecdf(CensoredData(uncensored=tenure[left], right=tenure[~left])).sf
    interval = witness.confidence_interval(0.90, method="log-log")
    curve = survival_curve(tenure, left)
    rows = np.searchsorted(witness.quantiles, curve.times[1:])
    assert curve.survival[1:] == pytest.approx(witness.probabilities[rows], abs=1e-9)
    assert curve.low[1:] == pytest.approx(interval.low.probabilities[rows], abs=1e-9)
    assert curve.high[1:] == pytest.approx(interval.high.probabilities[rows], abs=1e-9)


def test_log_rank_equals_statsmodels():
    from statsmodels.duration.survfunc import survdiff

    tenure, left, group = random_lifetimes(3)
    chi2, p = survdiff(tenure, left.astype(int), group)
    result = log_rank(tenure, left, group)
    assert (result.chi2, result.p, result.dof) == (pytest.approx(chi2, abs=1e-9), pytest.approx(p, abs=1e-9), 2)


def test_late_entry_equals_statsmodels():
    from statsmodels.duration.survfunc import SurvfuncRight

    tenure, left, _ = random_lifetimes(4)
    entry = np.where(np.arange(len(tenure)) % 2, np.floor(tenure / 3), 0.0)
    witness, curve = SurvfuncRight(tenure, left.astype(int), entry=entry), survival_curve(tenure, left, entry=entry)
    kept = np.isin(witness.surv_times, curve.times[1:])
    assert curve.survival[1:] == pytest.approx(witness.surv_prob[kept], abs=1e-9)


def test_restricted_mean_equals_the_integral_of_the_curve():
    """Area by a fine sum; error by the jackknife, which estimates the same variance (Efron 1982)."""
    tenure, left, _ = random_lifetimes(5, n=150)
    answer = survival_curve(tenure, left).restricted_mean(20)
    curve, grid = survival_curve(tenure, left), np.arange(0, 20, 0.001) + 0.0005
    steps = curve.survival[np.searchsorted(curve.times, grid, side="right") - 1]
    assert answer.value == pytest.approx(steps.mean() * 20, abs=1e-6)
    out = [survival_curve(np.delete(tenure, i), np.delete(left, i)).restricted_mean(20).value for i in range(150)]
    jackknife = np.sqrt(149 / 150 * ((np.array(out) - np.mean(out)) ** 2).sum())
    assert (answer.high - answer.low) / 2 / 1.6448536 == pytest.approx(jackknife, rel=0.03)
