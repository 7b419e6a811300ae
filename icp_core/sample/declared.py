"""What the people of the sample company believe: their ICP, partly wrong, and their answers to the checklist."""

import csv
import io
from datetime import date

import pandas as pd

from icp_core.profile import Criterion, IcpProfile, profile_to_yaml
from icp_core.sample.world import COMPANY, DECLARED_EMPLOYEES, DECLARED_INDUSTRIES, DECLARED_REGIONS, World

_FIELDS = ("symptom", "function", "person", "answer", "note", "owner", "link", "date")
# symptom, function of the person, person, answer, note
_ANSWERS: tuple[tuple[str, str, str, str, str], ...] = (
    ("new_logos_falling", "Sales", "Head of Sales", "2", "Slower since spring, we blame the market"),
    ("cycle_lengthening", "Sales", "Head of Sales", "3", "Security reviews take weeks"),
    ("cycle_lengthening", "Sales", "Account executive", "4", ""),
    ("win_rate_falling", "Sales", "Head of Sales", "1", "We lose some, as always"),
    ("win_rate_falling", "Sales", "Account executive", "3", ""),
    ("win_rate_falling", "Marketing", "Head of Marketing", "3", ""),
    ("cac_rising", "Sales", "Head of Sales", "don't know", ""),
    ("quarter_end_rush", "Sales", "Head of Sales", "2", ""),
    ("roadmap_by_account", "Product", "Head of Product", "4", "Three roadmap items were promised in late deals"),
    ("releases_slip", "Product", "Head of Product", "3", ""),
    ("product_reactive", "Product", "Head of Product", "3", ""),
    ("few_references", "Marketing", "Head of Marketing", "1", ""),
    ("launches_fall_flat", "Marketing", "Head of Marketing", "2", ""),
    ("marketing_tactical", "Marketing", "Head of Marketing", "3", ""),
    ("leads_up_quality_flat", "Marketing", "Head of Marketing", "1", "Lead numbers are at a record"),
    ("leads_up_quality_flat", "Sales", "Head of Sales", "4", "Most leads are not for us"),
    ("onboarding_harder", "Customer Success", "Head of Customer Success", "4", "Large accounts need custom work"),
    ("gross_churn_rising", "Customer Success", "Head of Customer Success", "3", ""),
    ("nrr_below_100", "Customer Success", "Head of Customer Success", "3", ""),
    ("satisfaction_falling", "Customer Success", "Head of Customer Success", "2", ""),
    ("decisions_by_anecdote", "Executive", "Chief Executive", "1", ""),
    ("no_shared_icp", "Executive", "Chief Executive", "0", "Everybody knows who we sell to"),
    ("no_shared_icp", "Product", "Head of Product", "3", ""),
    ("blame", "Executive", "Chief Executive", "1", ""),
    ("icp_stale", "Executive", "Chief Executive", "don't know", ""),
)


def declared_icp(world: World) -> str:
    """Write the ICP that the company declared, as YAML."""
    reviewed = (pd.Timestamp(world.end) - pd.DateOffset(months=22)).date()
    profile = IcpProfile(
        name="Mid-size and larger, three industries",
        reviewed=reviewed,
        owner="Head of Sales",
        rationale=f"Written when {COMPANY} raised its last round",
        criteria=(
            Criterion(column="industry", op="in", value=DECLARED_INDUSTRIES, mode="require"),
            Criterion(column="employees", op="between", value=DECLARED_EMPLOYEES, weight=2),
            Criterion(column="region", op="in", value=DECLARED_REGIONS),
        ),
    )
    return profile_to_yaml(profile)


def given_answers(end: date) -> str:
    """Write the answers of the functions' heads to the checklist, as CSV."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_FIELDS)
    writer.writerows((*entry, "", "", end.isoformat()) for entry in _ANSWERS)
    return text.getvalue()
