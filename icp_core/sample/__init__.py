"""The sample company: seeded files with a known truth, for first steps, screenshots and tests."""

from icp_core.sample.company import Company, make_company, write_company

__all__ = ["Company", "make_company", "write_company"]
