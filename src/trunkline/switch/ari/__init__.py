"""Asterisk's REST interface over one WebSocket: events in, commands out."""

from trunkline.switch.ari.client import AriClient, AriError, Reply

__all__ = ["AriClient", "AriError", "Reply"]
