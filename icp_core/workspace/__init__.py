"""The document of what people declared: ICPs, settings, answers, interviews, events; it holds no computed number."""

from icp_core.workspace.document import Event, Force, Interview, Settings, Workspace

__all__ = ["Event", "Force", "Interview", "Settings", "Workspace"]
