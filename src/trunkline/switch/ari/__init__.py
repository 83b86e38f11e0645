"""Asterisk's REST interface over one WebSocket: events in, commands out."""

from trunkline.switch.ari.client import AriClient
from trunkline.switch.ari.reply import AriError, Reply

__all__ = ["AriClient", "AriError", "Reply"]
