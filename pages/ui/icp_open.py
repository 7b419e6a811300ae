"""The ICP that is open on the page, and how what people enter in it is saved."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from icp_core.errors import UserError
from icp_core.profile import Criterion, IcpProfile, Remark, by_position, conflicts, unknown_to
from icp_core.store import ProfileVersion
from pages.ui import cached, state
from pages.ui.work import Work


@dataclass(frozen=True)
class OpenIcp:
    """One declared ICP with the data that it is tried on."""

    work: Work
    version: ProfileVersion
    declared: tuple[ProfileVersion, ...]

    @property
    def profile(self) -> IcpProfile:
        """What is declared now."""
        if self.version.profile is None:
            raise ValueError("a removed ICP is never open")
        return self.version.profile

    @property
    def place(self) -> str:
        """Part of the keys of its widgets; another one after a change that they cannot know of."""
        return f"{self.work.workspace.id}:{self.version.key}:{state.generation('icp')}"

    @property
    def compared(self) -> bool:
        """Whether the data are compared with this ICP on the other pages."""
        seen = self.work.workspace
        keys = [item.key for item in self.declared]
        return seen.active_profile is not None and keys[seen.active : seen.active + 1] == [self.version.key]

    def remarks(self) -> Mapping[int, Sequence[Remark]]:
        """What is to be said at each criterion, by its position."""
        offers = cached.offers(self.work)
        several = [offer.column for offer in offers.values() if offer.several]
        return by_position(
            (*conflicts(self.profile, several=several), *unknown_to(self.profile, offers, headers(self.work)))
        )

    def change(self, change: Callable[[IcpProfile], IcpProfile], why: str = "") -> None:
        """Save what ``change`` makes of the newest version."""
        state.change_profile(self.work.workspace, change, why)

    def rewrite(self, change: Callable[[IcpProfile], IcpProfile]) -> None:
        """Like `change`, for a button: the fields then begin afresh from what is stored."""
        self.change(change)
        state.renew("icp")

    def saving(self, name: str, *, here: bool = True) -> dict[str, Any]:
        """Arguments of a widget that holds a field of the ICP."""

        def save(value: object) -> None:
            self.change(lambda now: IcpProfile.model_validate({**now.model_dump(), name: value}))

        how = state.saving_here if here else state.saving
        return how(f"icp_{name}:{self.place}", save, getattr(self.profile, name))

    def saving_row(
        self, name: str, position: int, now: Any, change: Callable[[Any, Criterion], dict[str, object]]
    ) -> dict[str, Any]:
        """Arguments of a widget that holds a part of a criterion."""
        criterion = self.profile.criteria[position]

        def save(value: Any) -> None:
            def changed(newest: IcpProfile) -> IcpProfile:
                rows = rows_of(newest, position, criterion)
                rows[position] = Criterion.model_validate(
                    {**rows[position].model_dump(), **change(value, rows[position])}
                )
                return with_criteria(newest, rows)

            self.change(changed)

        return state.saving_here(f"{name}:{self.place}", save, now)


def open_icp(work: Work) -> OpenIcp | None:
    """Return the ICP to show; None while none is declared."""
    version = state.open_icp(work.workspace)
    return None if version is None else OpenIcp(work, version, state.declared_icps(work.workspace.id))


def headers(work: Work) -> Mapping[str, str]:
    """Return what the customers' file calls each column."""
    report = work.imported.reports.get("customers")
    return {} if report is None else report.mapping


def rows_of(now: IcpProfile, position: int, criterion: Criterion) -> list[Criterion]:
    """Return the criteria, if the one at this place still is on the same column.

    Raises:
        UserError: Another tab or person changed the list meanwhile.
    """
    rows = list(now.criteria)
    if position >= len(rows) or rows[position].column != criterion.column:
        raise UserError("The criteria were changed elsewhere meanwhile.", "Load the page again and repeat your change.")
    return rows


def with_criteria(profile: IcpProfile, criteria: Sequence[Criterion]) -> IcpProfile:
    """Return the ICP with other criteria."""
    return IcpProfile.model_validate({**profile.model_dump(), "criteria": tuple(criteria)})
