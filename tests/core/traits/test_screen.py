import numpy as np
import pandas as pd
import pytest

from icp_core.traits.screen import screen

N = 200
RNG = np.random.default_rng(0)
LEFT = RNG.random(N) < 0.3
TENURE = RNG.uniform(1, 40, N)
OUTCOMES = {"who left": LEFT.astype(float), "how long the account has stayed": TENURE}


def reason(values, name: str = "attribute") -> str:
    series = pd.Series(values, name=name)
    _, aside = screen(pd.DataFrame({name: series}), (name,), OUTCOMES)
    return aside[0].reason if aside else ""


@pytest.mark.parametrize(
    "name",
    [
        "churn_reason",
        "Cancellation Fee",
        "CancelReason",
        "renewal status",
        "TotalCharges",
        "last_login",
        "LastSeenAt",
        "days since last order",
        "closed_reason",
    ],
)
def test_a_name_that_is_known_only_afterwards_is_set_aside(name: str) -> None:
    assert "afterwards" in reason(RNG.choice(list("abc"), N), name)


@pytest.mark.parametrize("name", ["nps", "health_score", "Support Tickets", "logins", "usage"])
def test_what_is_measured_on_customers_alone_is_set_aside(name: str) -> None:
    assert "before the sale" in reason(RNG.choice([1.5, 2.5, 3.5], N), name)


@pytest.mark.parametrize(
    "name",
    ["industry", "channel", "Contract", "total_employees", "leftover_budget", "last_funding_round", "TechSupport"],
)
def test_an_ordinary_name_is_used(name: str) -> None:
    assert reason(RNG.choice(list("abc"), N), name) == ""


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([f"Company {place}" for place in range(N)], "names accounts"),
        ([f"we spoke about topic {place} for a very long while" for place in range(N)], "free text"),
        (["x"] * N, "the same value"),
        (["x"] * 8 + [None] * (N - 8), "almost empty"),
        ([f"2024-0{1 + place % 9}-1{place % 7}" for place in range(N)], "dates"),
        ([f"town {place // 3}" for place in range(N)], "too few accounts share a value"),
        (np.where(LEFT, "gone", "here"), "repeats who left"),
        (TENURE * 2 + 1, "repeats how long"),
        (np.where(LEFT, RNG.choice(["price", "bugs"], N), None), "filled only for accounts that left"),
    ],
)
def test_what_cannot_be_a_trait_is_set_aside_with_its_reason(values, words: str) -> None:
    assert words in reason(values)


def test_a_numbering_is_an_identifier_and_a_size_is_not() -> None:
    assert "names accounts" in reason(np.arange(N, dtype=float), "customer_number")
    assert reason(np.arange(N, dtype=float) % 97 * 13, "employees") == ""


def test_lists_are_used() -> None:
    assert reason([["SAP"], ["AWS"]] * (N // 2), "technologies") == ""
