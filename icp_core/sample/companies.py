"""Prospects: their names and attributes, drawn from the market that sales aims at."""

from collections import Counter

import numpy as np
import pandas as pd

from icp_core.sample.world import (
    BEST_EMPLOYEES,
    BEST_INDUSTRIES,
    DECLARED_EMPLOYEES,
    DECLARED_INDUSTRIES,
    FIRST_MARKET,
    FIRST_SIZE,
    INDUSTRIES,
    NEW_MARKET,
    NEW_SIZE,
    Bools,
)  # fmt: skip

_COUNTRIES = {
    "United States": ("North America", 0.38), "Canada": ("North America", 0.07),
    "United Kingdom": ("Europe", 0.13), "Germany": ("Europe", 0.12), "France": ("Europe", 0.07),
    "Netherlands": ("Europe", 0.05), "Sweden": ("Europe", 0.04),
    "Australia": ("APAC", 0.05), "Singapore": ("APAC", 0.03), "Brazil": ("LATAM", 0.06),
}  # fmt: skip
_TECHNOLOGIES = {
    "Salesforce": 0.45, "HubSpot": 0.25, "AWS": 0.50, "Azure": 0.30, "Snowflake": 0.22, "SAP": 0.15, "Slack": 0.40,
}  # fmt: skip
SOURCES = {"Organic": 0.30, "Paid Search": 0.22, "Outbound": 0.24, "Partner": 0.12, "Events": 0.12}
_FIRST = (
    "Alder", "Amber", "Arbor", "Aspen", "Basalt", "Beacon", "Birch", "Bramble", "Brook", "Cedar", "Chalk", "Cinder",
    "Clay", "Cliff", "Clover", "Copper", "Coral", "Crest", "Delta", "Dune", "Elm", "Ember", "Fern", "Field",
    "Fjord", "Flint", "Forge", "Garnet", "Glen", "Granite", "Harbor", "Hazel", "Heath", "Iron", "Ivy", "Jade",
    "Juniper", "Lake", "Larch", "Linden", "Maple", "Marble", "Meadow", "Mill", "Moss", "North", "Oak", "Onyx",
    "Opal", "Orchard", "Pearl", "Pine", "Quarry", "Quartz", "Reed", "Ridge", "River", "Rowan", "Sage", "Silver",
    "Slate", "Spruce", "Stone", "Summit", "Tidal", "Vale", "Willow", "Winter",
)  # fmt: skip
_SECOND = (
    "bank", "bay", "bourne", "bridge", "brook", "burn", "cliff", "croft", "dale", "den", "fall", "field", "ford",
    "gate", "grove", "ham", "haven", "hill", "holm", "land", "leaf", "line", "loch", "mark", "mere", "mont", "moor",
    "path", "peak", "point", "port", "ridge", "shore", "side", "stead", "stone", "ton", "view", "ward", "water",
    "way", "well", "wick", "wood",
)  # fmt: skip
_LAST = {
    "Software": ("Software", "Labs", "Systems"), "Financial Services": ("Capital", "Finance", "Payments"),
    "Logistics": ("Logistics", "Freight", "Transport"), "Manufacturing": ("Works", "Industries", "Components"),
    "Healthcare": ("Health", "Clinics", "Care"), "Professional Services": ("Partners", "Advisory", "Consulting"),
    "Retail": ("Stores", "Retail", "Trading"), "Education": ("Academy", "College", "Learning"),
    "Public Sector": ("Council", "Authority", "Agency"),
}  # fmt: skip
_AGAIN = ("", "Group", "Holdings", "International", "Partners", "North", "South", "East", "West", "Digital")


def draw_companies(new_market: Bools, rng: np.random.Generator) -> pd.DataFrame:
    """Draw one prospect per entry of ``new_market``, shape (n,): True where sales aims at the new market.

    Returns:
        The complete truth: industry, employees, country, region, technologies, source, ``best`` (the planted
        group), ``declared`` (industry and employees as declared), ``no_employees`` and ``no_industry`` (the files
        do not say it).
    """
    n = len(new_market)
    shares = np.where(new_market[:, None], np.cumsum(NEW_MARKET), np.cumsum(FIRST_MARKET))
    industry = np.array(INDUSTRIES)[np.minimum((rng.random((n, 1)) > shares).sum(axis=1), len(INDUSTRIES) - 1)]
    median, spread = np.where(new_market, NEW_SIZE[0], FIRST_SIZE[0]), np.where(new_market, NEW_SIZE[1], FIRST_SIZE[1])
    employees = np.maximum(5, np.round(median * np.exp(spread * rng.standard_normal(n)))).astype(np.int64)
    country = rng.choice(list(_COUNTRIES), n, p=[share for _, share in _COUNTRIES.values()])
    frame = pd.DataFrame(
        {
            "industry": industry,
            "employees": employees,
            "country": country,
            "region": pd.Series(country).map({name: region for name, (region, _) in _COUNTRIES.items()}),
            "technologies": _technologies(n, rng),
            "source": rng.choice(list(SOURCES), n, p=list(SOURCES.values())),
        }
    )
    frame["best"] = frame["industry"].isin(BEST_INDUSTRIES) & frame["employees"].between(*BEST_EMPLOYEES)
    frame["declared"] = frame["industry"].isin(DECLARED_INDUSTRIES) & frame["employees"].between(*DECLARED_EMPLOYEES)
    frame["no_employees"] = rng.random(n) < 0.04
    frame["no_industry"] = rng.random(n) < 0.02
    return frame


def attributes(companies: pd.DataFrame) -> pd.DataFrame:
    """Return what the files say of each company, under native headers, with the blanks that real exports have."""
    return pd.DataFrame(
        {
            "Industry": companies["industry"].where(~companies["no_industry"]),
            "Employees": companies["employees"].astype("Int64").where(~companies["no_employees"]),
            "Country": companies["country"],
            "Region": companies["region"],
            "Technologies": companies["technologies"].where(companies["technologies"] != ""),
        }
    ).reset_index(drop=True)


def company_names(industry: pd.Series, rng: np.random.Generator) -> list[str]:
    """Invent one name per company that suits its industry; no two are equal."""
    stems = [first + second for first in _FIRST for second in _SECOND if second not in first.lower()]
    order = rng.permutation(len(stems))
    picks = rng.integers(0, 3, len(industry))
    seen: Counter[str] = Counter()
    names = []
    for i, (field, pick) in enumerate(zip(industry, picks, strict=True)):
        name = f"{stems[order[i % len(stems)]]} {_LAST[field][pick]}"
        again = seen[name]
        seen[name] += 1
        names.append(f"{name} {_AGAIN[again] if again < len(_AGAIN) else again}".rstrip())
    return names


def _technologies(n: int, rng: np.random.Generator) -> list[str]:
    uses = rng.random((n, len(_TECHNOLOGIES))) < np.array(list(_TECHNOLOGIES.values()))
    names = list(_TECHNOLOGIES)
    weights = 2 ** np.arange(len(names))
    joined = [";".join(name for bit, name in enumerate(names) if code >> bit & 1) for code in range(2 ** len(names))]
    return [joined[code] for code in uses @ weights]
