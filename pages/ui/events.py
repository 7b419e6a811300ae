"""What happened when: events that people logged and events that a file brought."""

from datetime import date

from pages.ui.work import Work


def events_of(work: Work) -> tuple[tuple[date, str], ...]:
    """Return day and title of every known event, in order of time."""
    found = [(event.date, event.title) for event in work.workspace.events]
    if work.data.has("events", "date", "title"):
        rows = work.data.frame("events")
        found += [(day.date(), str(title)) for day, title in zip(rows["date"], rows["title"], strict=True)]
    return tuple(sorted(found))
