"""Three guided paths over the pages, each with a verdict and, where the data allow one, a draft ICP."""

from icp_core.analysis.guides.bands import Band, bands, size_columns
from icp_core.analysis.guides.first_icp import first_icp
from icp_core.analysis.guides.lost_icp import lost_icp
from icp_core.analysis.guides.new_market import new_market
from icp_core.analysis.guides.result import Guide, Step

__all__ = ["Band", "Guide", "Step", "bands", "first_icp", "lost_icp", "new_market", "size_columns"]
