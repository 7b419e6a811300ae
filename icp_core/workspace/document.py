"""Everything people enter, as one versioned document that can be stored, sent and compared."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from icp_core.checklist import Answer
from icp_core.narrow import FocusChoice
from icp_core.profile import IcpProfile
from icp_core.traits import WEIGHTS

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
        segments_k: Number of customer groups that k-means makes, 3 to 6.
        segments_method: How customers are grouped: ``mixture`` chooses the number itself.
        segment_names: Names that people gave to groups, by the automatic key ("high_kept").
        focus: The focus that is tried out.
        forecast_columns: Columns of the accounts that were known before the sale, for the forecast; None: those whose
            names do not say otherwise.
        success_life: Weight of how long an account stays in what counts as success, relative to the other two.
        success_growth: Weight of how it grows.
        success_value: Weight of what it pays.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    as_of: date | None = None
    currency: str = Field(default="", pattern=r"^([A-Z]{3})?$")
    gross_margin: float = Field(default=1.0, gt=0, le=1)
    discount: float = Field(default=0.10, ge=0, le=1)
    quarter_target: float | None = Field(default=None, gt=0, allow_inf_nan=False)
    extended_symptoms: bool = False
    segments_k: int = Field(default=4, ge=3, le=6)
    segments_method: Literal["mixture", "k-means"] = "mixture"
    segment_names: dict[str, Annotated[str, Field(max_length=80)]] = {}
    focus: FocusChoice = FocusChoice()
    forecast_columns: tuple[str, ...] | None = None
    success_life: float = Field(default=WEIGHTS["life"], ge=0, le=1)
    success_growth: float = Field(default=WEIGHTS["growth"], ge=0, le=1)
    success_value: float = Field(default=WEIGHTS["value"], ge=0, le=1)

    @model_validator(mode="after")
    def _success_means_something(self) -> Self:
        if not any(self.success_weights.values()):
            raise ValueError("Success must mean something: give at least one of the three a weight above 0.")
        return self

    @property
    def success_weights(self) -> dict[str, float]:
        """What counts as success, as the search for traits takes it."""
        return {"life": self.success_life, "growth": self.success_growth, "value": self.success_value}


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
        profiles: Declared ICPs, the newest version of each; those of accounts to avoid too.
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
        """The declared ICP that the data are compared with; None when there is none of customers to win."""
        found = self.profiles[self.active] if self.active < len(self.profiles) else None
        return None if found is None or found.negative else found
