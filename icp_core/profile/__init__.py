"""The declared ICP: criteria, rings, people, what contradicts itself or the data, and the file it is kept in."""

from icp_core.profile.beside import beside
from icp_core.profile.changes import EFFECTS, changes_between
from icp_core.profile.conflicts import conflicts
from icp_core.profile.criteria import Criterion, IcpProfile, Kind, Mode, Operator, RingLimits
from icp_core.profile.defects import describe
from icp_core.profile.files import profile_from_text, profile_to_json, profile_to_yaml
from icp_core.profile.known import in_columns_of, unknown_to
from icp_core.profile.offers import Offer, offers_of
from icp_core.profile.people import Behaviour, Persona
from icp_core.profile.remarks import Remark, by_position
from icp_core.profile.review import Review, review_of
from icp_core.profile.schema import profile_schema

__all__ = [
    "EFFECTS",
    "Behaviour",
    "Criterion",
    "IcpProfile",
    "Kind",
    "Mode",
    "Offer",
    "Operator",
    "Persona",
    "Remark",
    "Review",
    "RingLimits",
    "beside",
    "by_position",
    "changes_between",
    "conflicts",
    "describe",
    "in_columns_of",
    "offers_of",
    "profile_from_text",
    "profile_schema",
    "profile_to_json",
    "profile_to_yaml",
    "review_of",
    "unknown_to",
]
