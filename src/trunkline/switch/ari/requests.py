"""The commands of Asterisk's REST interface that the product gives, each with what it takes."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from trunkline.switch.ari import models
from trunkline.switch.ari.reply import Reply


class AriRequests(ABC):
    """Commands of one application, however they get to the switch."""

    app: str

    @abstractmethod
    def request(
        self,
        method: str,
        uri: str,
        query: Mapping[str, str] | None = None,
        *,
        body: Any = None,
    ) -> asyncio.Future[Reply]:
        """Send a command at once; the future brings its ``Reply`` and never an exception.

        Commands are performed in the order given. The future may be ignored.
        """

    @abstractmethod
    async def apart(self, method: str, uri: str, query: Mapping[str, str] | None = None) -> Reply:
        """Give a command whose answer grows with what the switch has: over a connection of its own (``ari.apart``).

        Never raises. It is not in order with the commands of ``request``.
        """

    # --- channels -----------------------------------------------------------------------------------

    def answer(self, channel: str) -> asyncio.Future[Reply]:
        return self.request("POST", f"channels/{_q(channel)}/answer")

    def ring(self, channel: str) -> asyncio.Future[Reply]:
        """Let a channel hear a ringing tone."""
        return self.request("POST", f"channels/{_q(channel)}/ring")

    def stop_ring(self, channel: str) -> asyncio.Future[Reply]:
        return self.request("DELETE", f"channels/{_q(channel)}/ring")

    def hang_up(self, channel: str, cause: int = 16) -> asyncio.Future[Reply]:
        """End a channel with a Q.850 cause."""
        return self.request("DELETE", f"channels/{_q(channel)}", {"reason_code": str(cause)})

    def start_music(self, channel: str, music: str) -> asyncio.Future[Reply]:
        return self.request("POST", f"channels/{_q(channel)}/moh", {"mohClass": music})

    def reload_module(self, name: str) -> asyncio.Future[Reply]:
        """Let a module read its configuration again."""
        return self.request("PUT", f"asterisk/modules/{_q(name)}")

    def stop_music(self, channel: str) -> asyncio.Future[Reply]:
        return self.request("DELETE", f"channels/{_q(channel)}/moh")

    def play(self, channel: str, playback: str, media: Iterable[str], language: str = "en") -> asyncio.Future[Reply]:
        """Play media one after another (``sound:/path/without/ending``, ``tone:ring``) as one playback."""
        return self.request(
            "POST",
            f"channels/{_q(channel)}/play/{_q(playback)}",
            {"media": ",".join(media), "lang": language},
        )

    def play_to_bridge(
        self, bridge: str, playback: str, media: Iterable[str], language: str = "en"
    ) -> asyncio.Future[Reply]:
        """Play media to everybody in a bridge, as one playback."""
        return self.request(
            "POST", f"bridges/{_q(bridge)}/play/{_q(playback)}", {"media": ",".join(media), "lang": language}
        )

    def playback(self, playback: str) -> asyncio.Future[Reply]:
        """A playback that goes on; not_found when it is over."""
        return self.request("GET", f"playbacks/{_q(playback)}")

    def stop_playback(self, playback: str) -> asyncio.Future[Reply]:
        return self.request("DELETE", f"playbacks/{_q(playback)}")

    def record(
        self, channel: str, name: str, *, longest_s: int, silence_s: int, stop_key: str
    ) -> asyncio.Future[Reply]:
        """Record what a channel says into ``<name>.wav`` below the recordings folder, after a tone; conflict when there
        is one of that name. It ends by the key, after so much silence, at the longest length, and with the channel."""
        return self.request(
            "POST",
            f"channels/{_q(channel)}/record",
            {
                "name": name,
                "format": "wav",
                "maxDurationSeconds": str(longest_s),
                "maxSilenceSeconds": str(silence_s),
                "ifExists": "fail",
                "beep": "true",
                "terminateOn": stop_key,
            },
        )

    def live_recording(self, name: str) -> asyncio.Future[Reply]:
        """A recording that goes on; not_found when it is over."""
        return self.request("GET", f"recordings/live/{_q(name)}")

    def stop_recording(self, name: str) -> asyncio.Future[Reply]:
        """End a recording and keep it."""
        return self.request("POST", f"recordings/live/{_q(name)}/stop")

    def send_dtmf(self, channel: str, keys: str) -> asyncio.Future[Reply]:
        return self.request("POST", f"channels/{_q(channel)}/dtmf", {"dtmf": keys})

    def mute(self, channel: str, direction: str = "in") -> asyncio.Future[Reply]:
        """Silence what comes from a channel (``in``), what goes to it (``out``) or both."""
        return self.request("POST", f"channels/{_q(channel)}/mute", {"direction": direction})

    def unmute(self, channel: str, direction: str = "in") -> asyncio.Future[Reply]:
        return self.request("DELETE", f"channels/{_q(channel)}/mute", {"direction": direction})

    def hold(self, channel: str) -> asyncio.Future[Reply]:
        """Tell the far end that it is on hold; how it takes that is its own affair."""
        return self.request("POST", f"channels/{_q(channel)}/hold")

    def unhold(self, channel: str) -> asyncio.Future[Reply]:
        return self.request("DELETE", f"channels/{_q(channel)}/hold")

    def set_variable(self, channel: str, name: str, value: str) -> asyncio.Future[Reply]:
        return self.request("POST", f"channels/{_q(channel)}/variable", {"variable": name, "value": value})

    async def variable(self, channel: str, name: str) -> str:
        """A channel's variable or dialplan function. Raises ``AriError``."""
        reply = await self.request("GET", f"channels/{_q(channel)}/variable", {"variable": name})
        return reply.decoded(dict[str, str])["value"]

    def originate(
        self,
        channel: str,
        endpoint: str,
        *,
        args: str,
        timeout: int,
        caller_id: str = "",
        variables: Mapping[str, str] | None = None,
        formats: str = "",
        originator: str = "",
    ) -> asyncio.Future[Reply]:
        """Ring ``endpoint``; the channel enters the application with ``args`` when it is answered.

        ``timeout`` is in seconds. ``variables`` are set before the call leaves: a name such as
        ``PJSIP_HEADER(add,X-Name)`` puts a SIP header on the INVITE.
        """
        query = {"endpoint": endpoint, "app": self.app, "appArgs": args, "timeout": str(timeout)}
        if caller_id:
            query["callerId"] = caller_id
        if formats:
            query["formats"] = formats
        if originator:
            query["originator"] = originator
        body = {"variables": dict(variables)} if variables else None
        return self.request("POST", f"channels/{_q(channel)}", query, body=body)

    def create(
        self, channel: str, endpoint: str, *, args: str = "", variables: Mapping[str, str] | None = None
    ) -> asyncio.Future[Reply]:
        """Make a channel that is ours at once and does not ring yet; ``dial`` rings it."""
        query = {"endpoint": endpoint, "app": self.app, "channelId": channel}
        if args:
            query["appArgs"] = args
        body = {"variables": dict(variables)} if variables else None
        return self.request("POST", "channels/create", query, body=body)

    def dial(self, channel: str, *, caller: str = "", timeout: int = 0) -> asyncio.Future[Reply]:
        query = {"timeout": str(timeout)}
        if caller:
            query["caller"] = caller
        return self.request("POST", f"channels/{_q(channel)}/dial", query)

    def snoop(self, channel: str, snoop: str, *, args: str, whisper: str = "none") -> asyncio.Future[Reply]:
        """Make a channel that hears both sides of another one, and is heard by who is at it (``out``) or not at all."""
        query = {"spy": "both", "whisper": whisper, "app": self.app, "appArgs": args}
        return self.request("POST", f"channels/{_q(channel)}/snoop/{_q(snoop)}", query)

    def transfer_progress(self, channel: str, state: str) -> asyncio.Future[Reply]:
        """Tell a phone what became of the transfer it asked for: ``channel_answered``, ``channel_unavailable`` or
        ``channel_declined``."""
        return self.request("POST", f"channels/{_q(channel)}/transfer_progress", {"states": state})

    async def channels(self) -> list[models.Channel]:
        return (await self.apart("GET", "channels")).decoded(list[models.Channel])

    # --- bridges ------------------------------------------------------------------------------------

    def create_bridge(self, bridge: str, kind: str = "mixing") -> asyncio.Future[Reply]:
        return self.request("POST", f"bridges/{_q(bridge)}", {"type": kind})

    def add_to_bridge(self, bridge: str, channels: Iterable[str]) -> asyncio.Future[Reply]:
        return self.request("POST", f"bridges/{_q(bridge)}/addChannel", {"channel": ",".join(channels)})

    def remove_from_bridge(self, bridge: str, channels: Iterable[str]) -> asyncio.Future[Reply]:
        return self.request("POST", f"bridges/{_q(bridge)}/removeChannel", {"channel": ",".join(channels)})

    def destroy_bridge(self, bridge: str) -> asyncio.Future[Reply]:
        return self.request("DELETE", f"bridges/{_q(bridge)}")

    async def bridges(self) -> list[models.Bridge]:
        return (await self.apart("GET", "bridges")).decoded(list[models.Bridge])

    # --- the switch as a whole ----------------------------------------------------------------------

    def put_config(self, kind: str, name: str, fields: Mapping[str, str]) -> asyncio.Future[Reply]:
        """Push an object of SIP configuration; ``kind`` is auth, aor, endpoint, identify or registration."""
        body = {"fields": [models.ConfigTuple(k, v) for k, v in fields.items()]}
        return self.request("PUT", f"asterisk/config/dynamic/res_pjsip/{kind}/{_q(name)}", body=body)

    def delete_config(self, kind: str, name: str) -> asyncio.Future[Reply]:
        return self.request("DELETE", f"asterisk/config/dynamic/res_pjsip/{kind}/{_q(name)}")

    async def endpoints(self, technology: str = "PJSIP") -> list[models.Endpoint]:
        return (await self.apart("GET", f"endpoints/{technology}")).decoded(list[models.Endpoint])

    def endpoint(self, name: str, technology: str = "PJSIP") -> asyncio.Future[Reply]:
        return self.request("GET", f"endpoints/{technology}/{_q(name)}")

    async def application(self) -> models.Application:
        reply = await self.apart("GET", f"applications/{_q(self.app)}")
        return reply.decoded(models.Application)

    async def info(self) -> dict[str, Any]:
        return (await self.request("GET", "asterisk/info")).decoded(dict[str, Any])


def _q(text: str) -> str:
    return quote(text, safe="")
