"""Phones, browsers and trunks as objects of Asterisk's SIP configuration, pushed at run time."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Iterable, Mapping

from msgspec import json

from trunkline.ports import EndpointSpec, TrunkSpec
from trunkline.switch.ari.client import NOBODY, AriClient
from trunkline.switch.ari.reply import Reply
from trunkline.switch.caller_id import caller_id, read_caller_id
from trunkline.switch.config import CONTEXT_AGENT, CONTEXT_IN, MUSIC

log = logging.getLogger(__name__)

# Objects in the order in which they must exist; they go away in the opposite order.
KINDS = ("auth", "aor", "endpoint", "identify", "registration")
Objects = tuple[tuple[str, Mapping[str, str]], ...]
"""(kind, fields) of the objects one phone or trunk consists of, in the order of KINDS."""
PUSHED = "TRUNKLINE_PUSHED"
"""Global variable in Asterisk: digest of what it was pushed. It lives exactly as long as those objects do."""
QUALIFY_SECONDS = 30
"""A phone that stops answering is noticed after this time, plus 3 seconds."""


def phone_objects(spec: EndpointSpec) -> Objects:
    """What a phone or a browser consists of."""
    fields = {
        "transport": "transport-ws" if spec.kind != "phone" else "",
        "context": CONTEXT_IN if spec.kind == "caller" else CONTEXT_AGENT,
        "auth": spec.id,
        "aors": spec.id,
        "disallow": "all",
        # The line's own codec first: customers come by G.711, and coding each call anew costs more than all the rest.
        "allow": "alaw,ulaw,opus" if spec.kind != "phone" else "alaw,ulaw,g722,opus",
        "direct_media": "no",
        "rtp_symmetric": "yes",
        "force_rport": "yes",
        "rewrite_contact": "yes",
        "dtmf_mode": "auto",
        "identify_by": "username,auth_username",
        "allow_subscribe": "no",
        # A phone's REFER is told to call control and left to it (PJSIP_TRANSFER_HANDLING on the channel).
        "allow_transfer": "yes" if spec.kind == "phone" else "no",
        "moh_suggest": MUSIC,
        "send_pai": "yes",
        "send_connected_line": "no",  # else each answer and each hold costs a re-INVITE to tell who is spoken to
        "device_state_busy_at": "0",
        "rtp_timeout": "60",  # a browser that vanished while talking: its call ends, not goes on silent
        "rtp_timeout_hold": "3600",
    }
    if spec.caller_id:
        fields["callerid"] = caller_id(*read_caller_id(spec.caller_id))
    if spec.kind != "phone":
        fields |= {"webrtc": "yes", "dtls_auto_generate_cert": "yes"}
        del fields["dtmf_mode"]
    return (
        ("auth", {"auth_type": "userpass", "username": spec.id, "password": spec.secret}),
        (
            "aor",
            {
                "max_contacts": str(spec.max_contacts),
                "remove_existing": "yes",
                "minimum_expiration": "30",
                "maximum_expiration": "120",
                "qualify_frequency": str(QUALIFY_SECONDS),
                "qualify_timeout": "3.0",
            },
        ),
        ("endpoint", {name: value for name, value in fields.items() if value}),
    )


def trunk_objects(spec: TrunkSpec) -> Objects:
    """What a trunk consists of."""
    objects: list[tuple[str, Mapping[str, str]]] = []
    transport = f";transport={spec.transport}" if spec.transport != "udp" else ""
    fields = {
        "transport": "transport-tcp" if spec.transport == "tcp" else "transport-udp",
        "context": CONTEXT_IN,
        "disallow": "all",
        "allow": ",".join(spec.codecs),
        "direct_media": "no",
        "rtp_symmetric": "yes",
        "force_rport": "yes",
        "rewrite_contact": "yes",
        "dtmf_mode": "auto",
        "identify_by": "ip",
        "allow_subscribe": "no",
        "allow_transfer": "no",
        "trust_id_inbound": "yes",  # the carrier's P-Asserted-Identity is the true number
        "send_pai": "yes",
        "send_connected_line": "no",
        "moh_suggest": MUSIC,
        # A caller who vanished without a goodbye ends, not waits for ever; carriers that suppress silence pause less.
        "rtp_timeout": "300",
        "rtp_timeout_hold": "3600",
    }
    if spec.username:
        login = {"auth_type": "userpass", "username": spec.username, "password": spec.secret}
        objects.append(("auth", login))
        fields["outbound_auth"] = spec.id
        fields["from_user"] = spec.username
    if spec.server:
        contact = f"sip:{spec.server}{transport}"
        objects.append(("aor", {"contact": contact, "qualify_frequency": str(2 * QUALIFY_SECONDS)}))
        fields["aors"] = spec.id
        fields["from_domain"] = spec.server.rsplit(":", 1)[0]
    objects.append(("endpoint", fields))
    if spec.match:
        objects.append(("identify", {"endpoint": spec.id, "match": ",".join(spec.match)}))
    if spec.register and spec.server:
        objects.append(
            (
                "registration",
                {
                    "server_uri": f"sip:{spec.server}{transport}",
                    "client_uri": f"sip:{spec.username}@{spec.server}",
                    "contact_user": spec.username or "s",
                    "outbound_auth": spec.id if spec.username else "",
                    "transport": fields["transport"],
                    "retry_interval": "30",
                    "forbidden_retry_interval": "300",
                    "max_retries": "1000000",
                    "line": "yes",  # calls over this registration are known by it, whatever their address
                    "endpoint": spec.id,
                },
            )
        )
    return tuple(objects)


class Pusher:
    """Makes Asterisk know exactly the wanted phones and trunks."""

    def __init__(self, ari: AriClient) -> None:
        self._ari = ari
        self._wanted: dict[str, Objects] = {}
        self.phones: list[str] = []
        self.trunks: list[str] = []
        """Names of the phones among what is wanted."""
        self._pushed: dict[str, Objects] | None = None
        """None when it is not known what Asterisk has."""
        self._lock = asyncio.Lock()  # two changes at once would delete each other's objects

    def want(self, endpoints: Iterable[EndpointSpec], trunks: Iterable[TrunkSpec]) -> None:
        """Remember what is wanted from now on."""
        self._wanted = {spec.id: phone_objects(spec) for spec in endpoints}
        self.phones = list(self._wanted)
        lines = {spec.id: trunk_objects(spec) for spec in trunks}
        self.trunks = list(lines)
        self._wanted |= lines

    def forget(self) -> None:
        """The connection has gone: what Asterisk has must be found out anew."""
        self._pushed = None

    async def push(self) -> bool:
        """Bring Asterisk to what is wanted. True when everything was pushed: it has just been started, or it is not
        known what it had. Raises ``AriError``."""
        async with self._lock:
            wanted = dict(self._wanted)
            digest = _digest(wanted)
            if self._pushed is None and await self._global(PUSHED) == digest:
                self._pushed = wanted  # an Asterisk that lived on while we were away
            if self._pushed == wanted:
                return False
            anew = self._pushed is None
            gone, new = await self._difference(wanted)
            self._set_global(PUSHED, "")
            if gone and not anew:
                await self._keep_hearing({name for name, kind in gone if kind == "endpoint"})
            replies = [self._ari.delete_config(kind, name) for name, kind in gone]
            results = [await reply for reply in replies]
            for result in results:
                if result.code != "not_found":
                    result.check()
            pushed = [(name, kind, self._ari.put_config(kind, name, fields)) for name, kind, fields in new]
            for name, kind, reply in pushed:
                _refused_or_ok(name, kind, await reply)
            self._pushed = wanted
            (await self._set_global(PUSHED, digest)).check()
            return anew

    async def _difference(
        self, wanted: Mapping[str, Objects]
    ) -> tuple[list[tuple[str, str]], list[tuple[str, str, Mapping[str, str]]]]:
        """((name, kind) to delete, (name, kind, fields) to push), both in order. A changed object is deleted first:
        pushing over one adds to its lists of addresses instead of replacing them."""
        if self._pushed is None:
            names = {e.resource for e in await self._ari.endpoints()} | set(wanted)
            names.discard(NOBODY)
            gone = [(name, kind) for kind in reversed(KINDS) for name in sorted(names)]
            return gone, [(name, kind, fields) for name, objects in wanted.items() for kind, fields in objects]
        known = self._pushed
        gone, new = [], []
        for name in known.keys() | wanted.keys():
            before, after = dict(known.get(name, ())), dict(wanted.get(name, ()))
            if before == after:
                continue
            kinds = _to_replace(before, after)
            gone += [(name, kind) for kind in before if kind in kinds]
            new += [(name, kind, fields) for kind, fields in after.items() if kind in kinds]
        gone.sort(key=lambda each: (-KINDS.index(each[1]), each[0]))
        return gone, new

    async def _keep_hearing(self, names: set[str]) -> None:
        """Phones that are about to go or to be replaced may have calls, which go on and will end."""
        busy = [id_ for e in await self._ari.endpoints() if e.resource in names for id_ in e.channel_ids]
        await self._ari.hear_ends_of(busy)

    async def _global(self, name: str) -> str:
        reply = await self._ari.request("GET", "asterisk/variable", {"variable": name})
        return str(reply.decoded(dict[str, str])["value"]) if reply.ok else ""

    def _set_global(self, name: str, value: str) -> asyncio.Future[Reply]:
        return self._ari.request("POST", "asterisk/variable", {"variable": name, "value": value})


def _to_replace(before: Mapping[str, Mapping[str, str]], after: Mapping[str, Mapping[str, str]]) -> set[str]:
    """Kinds of a phone's objects that are deleted and pushed anew.

    A new password alone leaves the rest in place. Asterisk loses sight of a phone whose aor goes and comes back while a
    registration of it ends, as when one browser takes over from another: registered and never reachable again.
    """
    if before.keys() == after.keys() and all(before[kind] == after[kind] for kind in before if kind != "auth"):
        return {"auth"}
    return {*before, *after}


def _refused_or_ok(endpoint: str, kind: str, reply: Reply) -> None:
    """One phone that Asterisk does not take must not keep all others from it; a lost connection is raised."""
    if reply.code == "disconnected":
        reply.check()
    if not reply.ok:
        log.error("phone_refused", extra={"endpoint": endpoint, "kind": kind, "status": reply.status})


def _digest(wanted: Mapping[str, Objects]) -> str:
    return hashlib.sha256(json.encode(sorted(wanted.items()))).hexdigest()
