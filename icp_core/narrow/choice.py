"""Which focus is tried: rings of the declared ICP, and criteria dropped from it or added to it."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from icp_core.profile import Criterion, IcpProfile

RingName = Literal["bullseye", "inner", "outer", "outside"]
BELIEF = 0.7  # of the difference in win rates, taken for the effect of focus until somebody says otherwise


class FocusChoice(BaseModel):
    """A focus to try out; it changes nothing of the declared ICP.

    Args:
        rings: The rings sold to.
        dropped: Criteria of the ICP left out, each as it is written in words; one that is no longer there does nothing.
        added: Criteria asked for besides.
        target: Value to win a quarter; None: what is won now.
        belief: Share of the difference in win rates taken for the effect of focus, the rest for selection.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    rings: tuple[RingName, ...] = Field(default=("bullseye",), min_length=1)
    dropped: tuple[str, ...] = ()
    added: tuple[Criterion, ...] = ()
    target: float | None = Field(default=None, gt=0, allow_inf_nan=False)
    belief: float = Field(default=BELIEF, ge=0, le=1)

    def of(self, profile: IcpProfile) -> IcpProfile:
        """Return the ICP with these criteria dropped and added.

        Example:
            >>> size = Criterion(column="employees", op=">=", value=50)
            >>> icp = IcpProfile(criteria=[size, Criterion(column="country", op="in", value=["Norway"])])
            >>> [str(criterion) for criterion in FocusChoice(dropped=(str(size),)).of(icp).criteria]
            ['country Norway']
        """
        kept = [criterion for criterion in profile.criteria if str(criterion) not in self.dropped]
        new = [criterion for criterion in self.added if criterion not in kept]
        return profile.model_copy(update={"criteria": (*kept, *new)})

    def changes(self, profile: IcpProfile) -> bool:
        """Whether the criteria are others than those declared."""
        return self.of(profile).criteria != profile.criteria
