"""What all tests share: no test fails because the machine was busy; speed is measured in ``benchmarks/``.

A check of a commit (``CI=true``) tries the same random examples each time, so that it judges the commit and not its luck;
whoever works on the code gets new ones with every run.
"""

import os

from hypothesis import settings

settings.register_profile("no deadline", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("no deadline")
