"""How far a long work is: each part of it tells its own share, and the share of the whole never falls."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import TypeVar

SMALLEST_STEP = 0.005  # share of the whole; a bar of 200 pixels shows no smaller one
LOOK_EVERY = 0.1  # seconds between two looks at a work that cannot tell itself how far it is

Progress = Callable[[str, float], None]  # takes what is being done, and the share from 0 to 1 that is done
Result = TypeVar("Result")


@dataclass
class _Bar:
    """What a listener was told last."""

    tell: Progress
    done: float = 0.0
    doing: str = ""

    def move(self, doing: str, share: float) -> None:
        share = min(1.0, max(share, self.done))
        if doing != self.doing or share >= self.done + SMALLEST_STEP or self.done < share == 1.0:
            self.doing, self.done = doing, share
            self.tell(doing, share)


@dataclass(frozen=True)
class Stretch:
    """A part of a long work, from one share of the whole to another; whoever does it tells its own share of it.

    Args:
        bar: What the listener was told last.
        begin: Share of the whole that is done where this part begins.
        end: Share of the whole that is done where it ends.

    Example:
        >>> whole = Stretch.watched_by(lambda doing, share: print(doing, share))
        >>> reading, checking = whole.split([3, 1])
        >>> reading.say("Reading", 0.5)
        Reading 0.375
        >>> reading.say("Reading", 0.2)  # what was done once stays done
        >>> checking.say("Checking", 1.0)
        Checking 1.0
    """

    bar: _Bar = field(default_factory=lambda: _Bar(_tell_nobody))
    begin: float = 0.0
    end: float = 1.0

    @classmethod
    def watched_by(cls, tell: Progress | None) -> "Stretch":
        """Return the whole of a work that one listener watches; None when nobody does."""
        return cls(_Bar(tell or _tell_nobody))

    def say(self, doing: str, share: float) -> None:
        """Tell what is being done, and which share of this part is done; steps that nobody would see are left out."""
        self.bar.move(doing, self.begin + min(1.0, max(0.0, share)) * (self.end - self.begin))

    def part(self, begin: float, end: float) -> "Stretch":
        """Return a part of this one, from one share of it to another."""
        length = self.end - self.begin
        return Stretch(self.bar, self.begin + begin * length, self.begin + end * length)

    def rest(self) -> "Stretch":
        """Return what is left of this part, for a work that has to begin again.

        Example:
            >>> whole = Stretch.watched_by(lambda doing, share: print(doing, share))
            >>> whole.say("Reading", 0.5)
            Reading 0.5
            >>> whole.rest().say("Reading again", 0.5)
            Reading again 0.75
        """
        return Stretch(self.bar, min(self.end, max(self.begin, self.bar.done)), self.end)

    def split(self, sizes: Sequence[float]) -> list["Stretch"]:
        """Return one part for each piece of work, as long as it is large."""
        whole = sum(sizes) or 1.0
        ends = [sum(sizes[: at + 1]) / whole for at in range(len(sizes))]
        return [self.part(begin, end) for begin, end in zip([0.0, *ends], ends, strict=False)]

    def over(self, items: Sequence[Result], doing: str) -> Iterator[Result]:
        """Yield the items and tell after each how many are done."""
        for done, item in enumerate(items, 1):
            yield item
            self.say(doing, done / len(items))

    def during(self, work: Callable[[], Result], doing: str) -> Result:
        """Do a work that cannot tell how far it is; while it lasts, it is told for how many seconds it has.

        Args:
            work: Is done in a thread of its own.
            doing: What is being done, in words.

        Example:
            >>> Stretch().during(lambda: 7, "Joining the files")
            7
        """
        began = time.monotonic()

        def look() -> None:
            seconds = int(time.monotonic() - began)
            if seconds:
                self.say(f"{doing} ({seconds} s)", 0.0)

        self.say(doing, 0.0)
        return watched(work, look)


def watched(work: Callable[[], Result], look: Callable[[], None]) -> Result:
    """Do a work that cannot tell how far it is, and look from beside it again and again.

    Args:
        work: Is done in a thread of its own.
        look: Finds out how far it is; is called in the thread of the caller.

    Returns:
        What the work returns. What it raises is raised here; what ``look`` raises too, when the work has ended.

    Example:
        >>> watched(lambda: 7, lambda: None)
        7
    """
    with ThreadPoolExecutor(1) as beside:
        result = beside.submit(work)
        while not wait([result], LOOK_EVERY).done:
            look()
        return result.result()


def _tell_nobody(_doing: str, _share: float) -> None:
    """Let a work run that nobody watches."""
