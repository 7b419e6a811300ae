"""The bar of a long work: it moves, it goes away, and a click does not cut off what must not be left half done."""

from types import SimpleNamespace

import pytest
from streamlit.runtime.scriptrunner import RerunException
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData

from pages.ui import bar as bars


class Place:
    """Where a bar is drawn; from the step ``clicked`` on somebody waits for another run."""

    def __init__(self, clicked: int = 1_000) -> None:
        self.drawn: list[tuple[float, str]] = []
        self.clicked, self.emptied = clicked, 0

    def progress(self, share: float, words: str) -> None:
        if len(self.drawn) >= self.clicked:
            raise RerunException(RerunData())
        self.drawn.append((share, words))

    def empty(self) -> "Place":
        self.emptied += 1
        return self


@pytest.fixture
def place(monkeypatch) -> Place:
    found = Place()
    monkeypatch.setattr(bars, "st", SimpleNamespace(empty=lambda: found, bottom=found))
    return found


def five_steps(moving, done: list[int], *, fails_at: int = 5) -> None:
    with moving as tell:
        for step in range(5):
            tell("Reading :red[a_b].csv", step / 5)
            if step == fails_at:
                raise ValueError("broken")
            done.append(step)


def test_the_bar_moves_and_goes_away_when_the_work_fails(place) -> None:
    with pytest.raises(ValueError, match="broken"):
        five_steps(bars.bar(), [], fails_at=1)
    assert [share for share, _ in place.drawn] == [0.0, 0.0, 0.2]
    assert place.drawn[1][1] == "Reading \\:red\\[a\\_b\\].csv ..."
    assert place.emptied == 1


def test_a_click_ends_a_work_that_can_be_done_again(place) -> None:
    place.clicked, done = 2, []
    with pytest.raises(RerunException):
        five_steps(bars.bar(), done)
    assert done == [0]


def test_a_click_waits_until_a_file_is_taken_and_is_answered_then(place) -> None:
    place.clicked, done = 1, []
    with pytest.raises(RerunException):
        five_steps(bars.patient_bar(), done)
    assert done == [0, 1, 2, 3, 4]
    assert len(place.drawn) == 1


def test_a_patient_bar_that_nobody_disturbs_goes_away(place) -> None:
    five_steps(bars.patient_bar(), [])
    assert [share for share, _ in place.drawn] == [0.0, 0.2, 0.4, 0.6, 0.8]
    assert place.emptied == 2  # as it is placed, and in the end
