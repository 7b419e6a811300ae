"""Everything people enter, as one versioned document that can be stored, sent and compared."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from icp_core.checklist import Answer
from icp_core.profile import IcpProfile

Force = Literal["company", "customers", "environment"]
Source = Literal["icp", "customer", "prospect"]  # by weight of evidence, the strongest first


class Settings(BaseModel):
    """What people may set, with visible defaults.

    Args:
        as_of: Day up to which the data count as complete; None takes the latest date in the data.
        currency: ISO code where the files do not say it.
        gross_margin: Share of revenue left after the cost of serving; 1.0 until somebody knows better.
        discount: Rate a year by which money of later months counts less in the discounted lifetime value.
        quarter_target: Value of the deals to be won in the running quarter; None until somebody says it.
        extended_symptoms: Whether the seven extended symptoms are asked too.
        segments_k: Number of customer groups, 3 to 6.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    as_of: date | None = None
    currency: str = Field(default="", pattern=r"^([A-Z]{3})?$")
    gross_margin: float = Field(default=1.0, gt=0, le=1)
    discount: float = Field(default=0.10, ge=0, le=1)
    quarter_target: float | None = Field(default=None, gt=0, allow_inf_nan=False)
    extended_symptoms: bool = False
    segments_k: int = Field(default=4, ge=3, le=6)


class Event(BaseModel):
    """Something that moved the company, its customers or the environment."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    date: date
    title: str = Field(min_length=1, max_length=200)
    force: Force = "company"
    kind: str = ""


class Interview(BaseModel):
    """One conversation about the problem the product solves."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    date: date
    source: Source = "customer"
    role: str = ""
    segment: str = ""
    needs: str = ""
    priorities: str = ""
    constraints: str = ""
    words: str = ""
    reaction: str = ""


class Workspace(BaseModel):
    """One company's declared knowledge.

    Args:
        id: Short name, part of every cache key and of the address.
        name: Name that people gave it.
        version: Rises with every change of what is shared (settings, list of ICPs); a write against an older one is
            refused. Answers and new versions of an ICP are added beside the old ones and do not raise it.
        profiles: Declared ICPs, the newest version of each.
        active: Position of the one that is compared with the data.

    Example:
        >>> Workspace(id="acme", name="Acme").active_profile is None
        True
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(min_length=1)
    name: str = Field(min_length=1)
    version: int = Field(default=0, ge=0)
    settings: Settings = Settings()
    profiles: tuple[IcpProfile, ...] = ()
    active: int = Field(default=0, ge=0)
    answers: tuple[Answer, ...] = ()
    events: tuple[Event, ...] = ()
    interviews: tuple[Interview, ...] = ()

    @property
    def active_profile(self) -> IcpProfile | None:
        """The declared ICP that the data are compared with; None when nothing was declared."""
        return self.profiles[self.active] if self.active < len(self.profiles) else None
