"""What every section of the report is made of."""

from dataclasses import dataclass

from icp_core.metrics.definitions import DEFINITIONS
from icp_core.report.document import Figure, Table


@dataclass(frozen=True)
class Section:
    """One part of the report: a question, the answer in words, and the evidence.

    Args:
        anchor: Name in the address, for the contents.
        title: The heading.
        lead: The answer, one paragraph or more.
        blocks: Tables and figures.
        small: Whether the figures stand two in a row.
    """

    anchor: str
    title: str
    lead: tuple[str, ...]
    blocks: tuple[Table | Figure, ...] = ()
    small: bool = False


def title_of(metric: str, documented: str = "") -> str:
    """Return a metric's name in words.

    Example:
        >>> title_of("customers"), title_of("seats_sold")
        ('Customers', 'Seats sold')
    """
    if metric in DEFINITIONS:
        return DEFINITIONS[metric].title
    return documented or metric.replace("_", " ").capitalize()


def sentences(*parts: str) -> tuple[str, ...]:
    """Keep the sentences there are, each ending in a full stop.

    Example:
        >>> sentences("it holds", "", "Really?")
        ('It holds.', 'Really?')
    """
    kept = [part.strip() for part in parts if part and part.strip()]
    return tuple(f"{part[0].upper()}{part[1:]}{'' if part[-1] in '.!?' else '.'}" for part in kept)
