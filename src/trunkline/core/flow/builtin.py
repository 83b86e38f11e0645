"""Flows that every company has, without anybody having made them."""

from __future__ import annotations

from trunkline.core.config import FlowDoc

VOICE_MAIL = "voice_mail"
"""Callers leave a message on the box of the queue from which they come."""

BUILT_IN: dict[str, FlowDoc] = {
    VOICE_MAIL: FlowDoc(
        id=VOICE_MAIL,
        name=VOICE_MAIL,
        version=1,
        start="record",
        nodes={"record": {"type": "record", "prompts": ["voice_mail"], "thanks_prompts": ["voice_mail_thanks"]}},
    )
}
"""By id, which no flow of a company has."""
