"""How long an answer takes to be on disk, and the drift of 5,000 accounts with 20,000 deals to be measured.

.venv/bin/python benchmarks/saving.py [--database postgresql://...]
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from icp_core.checklist import Answer
from icp_core.store import Store
from tests.core.drift.planted import Company


def milliseconds(step: Callable[[int], object], runs: int) -> str:
    """Return the median and the worst of some runs."""
    took = []
    for number in range(runs):
        began = time.perf_counter()
        step(number)
        took.append(1_000 * (time.perf_counter() - began))
    return f"median {statistics.median(took):.1f} ms, worst {max(took):.1f} ms"


def main() -> None:
    """Measure both and print them."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--database", default="")
    with tempfile.TemporaryDirectory() as folder, Store(options.parse_args().database or folder) as store:
        acme = store.create_workspace("Acme").id
        answers = [Answer(symptom="blame", function="Sales", answer=3, person=f"{number}") for number in range(200)]
        print("one answer:", milliseconds(lambda number: store.save_answer(acme, answers[number]), len(answers)))
    world = Company(250).world(1)
    print(f"drift of {len(world.deals.frame):,} deals:", milliseconds(lambda _: world.measure(), 5))


if __name__ == "__main__":
    main()
