"""What all tests share: no test fails because the machine was busy; speed is measured in ``benchmarks/``."""

from hypothesis import settings

settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")
