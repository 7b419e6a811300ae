"""The whole sample company: its tables, its beliefs and the truth."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from icp_core.sample import declared, life, operations, sales
from icp_core.sample.truth import truth_of
from icp_core.sample.world import World


@dataclass(frozen=True)
class Company:
    """One sample company.

    Args:
        tables: Table name (``customers``, ``deals`` ...) to its rows, under headers as real exports have them.
        icp_yaml: The ICP that its people declared; partly wrong.
        answers_csv: Their answers to the checklist.
        truth: What was planted and what was counted; not for the product's eyes.
    """

    tables: dict[str, pd.DataFrame]
    icp_yaml: str
    answers_csv: str
    truth: dict[str, Any]


def make_company(
    seed: int = 7,
    accounts: int = 1200,
    months: int = 60,
    end: date = date(2026, 9, 30),
    *,
    drift: bool = True,
    segments: bool = True,
) -> Company:
    """Make a believable B2B software company whose truth is known; the same arguments give the same company.

    Args:
        seed: Of the one random generator.
        accounts: Customers won until the end, live or lost; at least 50.
        months: Length of its history; at least 24. The deals file covers the last 42, the revenue file the last 48.
        end: Last day of the data; the last day of a month.
        drift: Whether sales turns to another market 20 months before the end.
        segments: Whether one group of customers is served better than the rest, and large ones pay more.

    Raises:
        ValueError: Too few accounts or months, or ``end`` is not the end of a month.

    Example:
        >>> company = make_company(accounts=100, months=24)
        >>> len(company.tables["customers"]), company.truth["drift"]["onset"]
        (100, '2026-01')
    """
    world = World(seed=seed, accounts=accounts, months=months, end=end, drift=drift, segments=segments)
    rng = np.random.default_rng(seed)
    deals = sales.new_business(world, rng)
    customers = life.customers_of(world, deals, rng)
    payments = life.payments_of(world, customers, rng)
    expansions = sales.expansion_business(world, customers, payments.steps, rng)
    tables = {
        "customers": life.customers_table(world, customers, payments),
        "deals": sales.deals_table(world, deals, expansions, rng),
        "revenue": life.revenue_table(world, customers, payments),
        "spend": operations.spend_table(world, rng),
        "usage": operations.usage_table(world, customers, payments, rng),
        "feedback": operations.feedback_table(world, customers, payments, rng),
        "headcount": operations.headcount_table(world, payments),
        "releases": operations.releases_table(world, rng),
        "events": operations.events_table(world),
    }
    truth = truth_of(world, deals, customers, payments)
    truth["rows"] = {name: len(table) for name, table in tables.items()}
    truth["deals_by_stage"] = {
        kind: deals_of_kind["Stage"].value_counts().sort_index().to_dict()
        for kind, deals_of_kind in tables["deals"].groupby("Deal Type")
    }
    return Company(tables, declared.declared_icp(world), declared.given_answers(end), truth)


def write_company(
    folder: Path | str,
    seed: int = 7,
    accounts: int = 1200,
    months: int = 60,
    end: date = date(2026, 9, 30),
    *,
    drift: bool = True,
    segments: bool = True,
) -> Company:
    """Write the sample company's files: a CSV per table, ``icp.yaml``, ``answers.csv`` and ``truth.json``.

    Args:
        folder: Where to; made when absent, files of the same name are replaced.
        seed: This and the rest as for `make_company`.
        accounts: Customers won until the end.
        months: Length of the history.
        end: Last day of the data.
        drift: Whether sales turns to another market.
        segments: Whether one group is served better.
    """
    company = make_company(seed, accounts, months, end, drift=drift, segments=segments)
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    for name, table in company.tables.items():
        table.to_csv(target / f"{name}.csv", index=False, date_format="%Y-%m-%d", lineterminator="\n", encoding="utf-8")
    _write(target / "icp.yaml", company.icp_yaml)
    _write(target / "answers.csv", company.answers_csv)
    _write(target / "truth.json", json.dumps(company.truth, indent=2) + "\n")
    return company


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
