"""Every type of node a flow may have: one file each, found by name in the registry."""

from __future__ import annotations

from trunkline.core.flow.nodes import hang_up, hours, menu, play, queue, record, staffed, survey
from trunkline.core.flow.nodes.base import Node

NODES: dict[str, Node] = {
    "play": play.PlayNode(),
    "menu": menu.MenuNode(),
    "hours": hours.HoursNode(),
    "staffed": staffed.StaffedNode(),
    "queue": queue.QueueNode(),
    "survey": survey.SurveyNode(),
    "record": record.RecordNode(),
    "hang_up": hang_up.HangUpNode(),
}
"""Every node type by the name that flow documents use."""
