"""Groups of accounts by retention and value, and whether they are really there."""

from icp_core.segments.choice import Method
from icp_core.segments.find import find_segments
from icp_core.segments.reasons import rule_lines, why_in_group
from icp_core.segments.renaming import rename
from icp_core.segments.result import Segment, Segments, StructureTest

__all__ = ["Method", "Segment", "Segments", "StructureTest", "find_segments", "rename", "rule_lines", "why_in_group"]
