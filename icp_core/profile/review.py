"""When was an ICP reviewed, and when must it be reviewed again?"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from icp_core.profile.criteria import IcpProfile
from icp_core.results import Estimate, Unit, format_date, plural, unknown


@dataclass(frozen=True)
class Review:
    """The last review of an ICP and the next one.

    Args:
        days: Since the last review.
        due: Day of the next review; None where no review is recorded.
        overdue: Days since it was due; 0 before that day.
        sentence: All of it in words.
    """

    days: Estimate
    due: date | None
    overdue: int
    sentence: str


def review_of(profile: IcpProfile, today: date) -> Review:
    """Say how old the last review is, and whether the next one is overdue.

    Example:
        >>> icp = IcpProfile(reviewed=date(2025, 8, 31), review_months=6)
        >>> print(review_of(icp, date(2026, 3, 2)).sentence)
        Last reviewed on 2025-08-31, 183 days ago. The next review was due on 2026-02-28 and is 2 days overdue.
        >>> print(review_of(IcpProfile(), date(2026, 3, 2)).sentence)
        No review is recorded, so nobody can tell whether it still holds.
    """
    if profile.reviewed is None:
        why = "no review is recorded"
        return Review(
            unknown(Unit.DAYS, why), None, 0, "No review is recorded, so nobody can tell whether it still holds."
        )
    due = months_later(profile.reviewed, profile.review_months)
    age = (today - profile.reviewed).days
    if age < 0:
        why = f"the recorded review, {profile.reviewed}, lies in the future"
        return Review(unknown(Unit.DAYS, why), due, 0, f"The recorded review, {profile.reviewed}, lies in the future.")
    overdue = max(0, (today - due).days)
    ago = "today" if not age else f"{plural(age, 'day')} ago"
    next_one = f"The next review is due on {format_date(due)}."
    if overdue:
        next_one = f"The next review was due on {format_date(due)} and is {plural(overdue, 'day')} overdue."
    days = Estimate(float(age), Unit.DAYS, 1, window=f"{profile.reviewed} to {today}")
    return Review(days, due, overdue, f"Last reviewed on {format_date(profile.reviewed)}, {ago}. {next_one}")


def months_later(day: date, months: int) -> date:
    """Return the same day so many months later, or the last of a shorter month.

    Example:
        >>> months_later(date(2025, 8, 31), 6)
        datetime.date(2026, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
