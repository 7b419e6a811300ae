"""What an ICP says beyond the columns: how such companies buy, and the people in them."""

from pydantic import BaseModel, ConfigDict, Field

LONGEST = 2000  # characters of a text; more is a document, not a profile


class Behaviour(BaseModel):
    """How such companies adopt, judge vendors and buy; each in the company's own words, "" where nobody said it.

    Example:
        >>> Behaviour(adoption="Early majority").said
        (('adoption', 'Early majority'),)
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    adoption: str = Field(default="", max_length=LONGEST, description="How early they take up new products.")
    vendors: str = Field(default="", max_length=LONGEST, description="What they expect of a vendor.")
    buying: str = Field(default="", max_length=LONGEST, description="How a purchase is decided, and how long it takes.")

    @property
    def said(self) -> tuple[tuple[str, str], ...]:
        """Field and text of what was said."""
        return tuple((name, text) for name in type(self).model_fields if (text := getattr(self, name)))


class Persona(BaseModel):
    """One kind of person in such companies."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    role: str = Field(min_length=1, max_length=120, description="Title or role, such as Head of Finance.")
    owns_problem: bool = Field(default=False, description="Whether the problem is theirs.")
    decides: bool = Field(default=False, description="Whether they decide about the purchase.")
    measured_by: str = Field(default="", max_length=LONGEST, description="What they are measured by.")
    learns_from: str = Field(default="", max_length=LONGEST, description="Where they learn about products.")
    notes: str = Field(default="", max_length=LONGEST, description="Anything else.")
