"""Groups of accounts by retention and value, and whether they are really there."""

from icp_core.segments.find import find_segments
from icp_core.segments.result import Segment, Segments, StructureTest

__all__ = ["Segment", "Segments", "StructureTest", "find_segments"]
