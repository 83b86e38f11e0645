"""Write every configuration file of Asterisk into a folder of ours.

Nothing of the machine's own Asterisk configuration is read. Users and trunks are not in these files:
they are pushed at run time (see ``telephony``), so these files change with the settings alone.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import secrets
import shutil
import tempfile
import wave
from dataclasses import dataclass, field
from pathlib import Path

from trunkline.switch.installed import AsteriskInstall
from trunkline.switch.rtp import RTP_VARIABLE

APP = "trunkline"
"""Name of the Stasis application, and of the ARI and AMI users."""
CONTEXT_IN = "trunkline-in"
"""Dialplan context of everybody who calls in: trunks, plain callers, the try-it page."""
CONTEXT_AGENT = "trunkline-agent"
"""Dialplan context of agents' phones."""
ECHO_CHECK = "echo_check"
"""What an agent's browser dials to try its way to the switch: everything said comes back."""
ECHO_SECONDS = 30
"""Longest echo call."""
MUSIC = "trunkline"
"""Music class callers hear while they wait."""
MUSIC_CLASSES = "music_classes.conf"
"""Further music classes, which come and go while Asterisk runs."""
HOLD_SECONDS = 1800
"""Longest time a caller is held with music while call control is away."""
MISSED = "trunkline-missed"
"""Family of Asterisk's database with callers who hung up meanwhile."""
HOLD_STEP = 0.5
"""Seconds between two tries to hand a held caller to call control."""

# The order of loading is Asterisk's own (by priority); what is not listed is not loaded.
MODULES = (
    # configuration storage
    "res_sorcery_config", "res_sorcery_memory", "res_sorcery_astdb",
    # time and media
    "res_timing_timerfd", "res_crypto", "res_srtp", "res_rtp_asterisk", "res_musiconhold",
    "codec_ulaw", "codec_alaw", "codec_a_mu", "codec_g722", "codec_gsm", "codec_resample",
    "codec_opus_open_source", "codec_opus", "res_format_attr_opus",
    "format_wav", "format_wav_gsm", "format_pcm", "format_sln", "format_gsm",
    "bridge_simple", "bridge_softmix", "bridge_native_rtp", "bridge_holding", "bridge_builtin_features",
    # SIP
    "res_http_websocket", "res_websocket_client", "res_pjproject", "res_pjsip", "res_pjsip_session", "res_pjsip_pubsub",
    "res_pjsip_acl", "res_pjsip_authenticator_digest", "res_pjsip_caller_id", "res_pjsip_diversion",
    "res_pjsip_dlg_options", "res_pjsip_dtmf_info", "res_pjsip_empty_info",
    "res_pjsip_endpoint_identifier_ip", "res_pjsip_endpoint_identifier_user",
    "res_pjsip_header_funcs", "res_pjsip_logger", "res_pjsip_maintenance", "res_pjsip_nat",
    "res_pjsip_outbound_authenticator_digest", "res_pjsip_outbound_registration", "res_pjsip_path",
    "res_pjsip_refer", "res_pjsip_registrar", "res_pjsip_rfc3326", "res_pjsip_sdp_rtp",
    "res_pjsip_transport_websocket", "res_stun_monitor", "chan_pjsip", "chan_bridge_media",
    # dialplan
    "pbx_config", "app_mixmonitor", "app_dial", "app_echo", "app_senddtmf",
    "func_base64", "func_callerid", "func_channel", "func_db", "func_hangupcause", "func_logic", "func_timeout",
    "func_pjsip_aor", "func_pjsip_contact", "func_pjsip_endpoint",
    # call control
    "res_ari", "res_ari_model", "res_ari_applications", "res_ari_asterisk", "res_ari_bridges",
    "res_ari_channels", "res_ari_endpoints", "res_ari_events", "res_ari_playbacks", "res_ari_recordings",
    "res_stasis", "res_stasis_answer", "res_stasis_playback", "res_stasis_recording", "res_stasis_snoop",
    "res_stasis_device_state", "res_mutestream", "app_stasis",
)  # fmt: skip


@dataclass(frozen=True)
class SwitchSettings:
    """What the operator chooses about the switch."""

    host: str = "0.0.0.0"  # noqa: S104 - phones come from other machines
    sip_port: int = 5060
    rtp_first: int = 10000
    rtp_last: int = 14999
    http_port: int = 8088
    """Loopback: ARI, and SIP over WebSocket (``/ws``), to which the web server hands browsers on."""
    ami_port: int = 5038
    """Loopback."""
    node: str = "tl1"
    """Part of every unique id Asterisk makes: differs from node to node."""
    external_address: str | None = None
    """Address by which phones reach this machine from outside its networks, when behind NAT."""
    local_networks: tuple[str, ...] = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8")
    music_classes: dict[str, Path] = field(default_factory=dict)
    """Further music classes: name -> folder of audio files."""
    extra_modules: tuple[str, ...] = ()
    """For measurements against what the product does not use, such as ``app_queue``."""
    extra_dialplan: str = ""
    """Appended to extensions.conf, likewise."""
    extra_files: dict[str, str] = field(default_factory=dict)
    """Further configuration files: name -> text, likewise."""


@dataclass(frozen=True)
class Secrets:
    """Random passwords for the loopback interfaces, made once for a run folder."""

    ari: str
    ami: str


@dataclass(frozen=True)
class RunFolder:
    """Where a configured Asterisk keeps everything it reads and writes."""

    root: Path
    etc: Path
    log: Path
    spool: Path
    sockets: Path
    """Holds asterisk.ctl and asterisk.pid. A short path: the system allows about 100 characters."""
    secrets: Secrets
    fingerprint: str
    """Changes when the configuration does: a running Asterisk with another one cannot be taken over."""


def write_config(root: Path, install: AsteriskInstall, settings: SwitchSettings) -> RunFolder:
    """Write all files below ``root`` and return where they are. Repeating it changes nothing."""
    root = root.absolute()
    etc, log, spool, data = root / "etc", root / "log", root / "spool", root / "data"
    for folder in (root, etc, log, spool, data, root / "db", root / "cache", root / "keys" / "keys", data / "sounds"):
        folder.mkdir(parents=True, exist_ok=True)
    root.chmod(0o700)  # the secrets lie below
    kept = _kept_secrets(root / "secrets.json")
    sockets = _socket_folder(root)
    _link(data / "documentation", install.data / "documentation")
    _link(data / "rest-api", install.data / "rest-api")
    _write_tone(data / "sounds" / "beep.wav")
    if install.sounds is not None:
        _link(data / "sounds" / "en", install.sounds)
    files = {
        "asterisk.conf": _asterisk(root, sockets, install, settings),
        "modules.conf": _modules(install, settings),
        "logger.conf": LOGGER,
        "http.conf": _http(settings),
        "ari.conf": _ari(kept),
        "manager.conf": _manager(settings, kept),
        "rtp.conf": _rtp(settings),
        "pjsip.conf": _pjsip(settings),
        "sorcery.conf": SORCERY,
        "musiconhold.conf": _music(install, settings),
        "extensions.conf": _extensions() + settings.extra_dialplan,
        "cdr.conf": "[general]\nenable = no\n",
        "cel.conf": "[general]\nenable = no\n",
        "features.conf": "[general]\n",
        "acl.conf": "",
        "ccss.conf": "[general]\n",
        "codecs.conf": "",
        "indications.conf": INDICATIONS,
        "pjproject.conf": "[startup]\nlog_level = 2\n",
        "stasis.conf": "",
        "websocket_client.conf": "",
        "udptl.conf": "[general]\n",
        "res_stun_monitor.conf": "[general]\n",
        **settings.extra_files,
    }
    for name, text in files.items():
        path = etc / name
        path.touch(mode=0o600)
        path.write_text(text, "utf-8")
    digest = hashlib.sha256(json.dumps([install.version, files], sort_keys=True).encode()).hexdigest()
    return RunFolder(root, etc, log, spool, sockets, kept, digest)


def _kept_secrets(path: Path) -> Secrets:
    # Kept over restarts of ours: an Asterisk that is still running knows the old ones.
    try:
        known = json.loads(path.read_text("utf-8"))
        return Secrets(ari=str(known["ari"]), ami=str(known["ami"]))
    except (OSError, ValueError, KeyError):
        made = Secrets(ari=secrets.token_urlsafe(24), ami=secrets.token_urlsafe(24))
        path.touch(mode=0o600)
        path.write_text(json.dumps({"ari": made.ari, "ami": made.ami}), "utf-8")
        return made


def _socket_folder(root: Path) -> Path:
    folder = root / "run"
    if len(str(folder)) > 80:
        name = hashlib.sha256(str(root).encode()).hexdigest()[:12]
        folder = Path(tempfile.gettempdir()) / f"trunkline-{os.getuid()}-{name}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        raise PermissionError(f"{folder} belongs to another user")
    return folder


def _link(link: Path, to: Path) -> None:
    if link.is_symlink():
        if link.readlink() == to:
            return
        link.unlink()
    elif link.is_dir():
        shutil.rmtree(link)
    link.symlink_to(to)


def _write_tone(path: Path) -> None:
    """The tone before a message is recorded, for machines without Asterisk's own sounds: 1000 Hz for 0.3 s."""
    samples = (round(8000 * math.sin(math.tau * 1000 * n / 8000)) for n in range(2400))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"".join(sample.to_bytes(2, "little", signed=True) for sample in samples))


def _asterisk(root: Path, sockets: Path, install: AsteriskInstall, settings: SwitchSettings) -> str:
    return f"""\
[directories]
astetcdir = {root}/etc
astmoddir = {install.modules}
astvarlibdir = {root}/data
astdbdir = {root}/db
astkeydir = {root}/keys
astdatadir = {root}/data
astagidir = {root}/data/agi-bin
astspooldir = {root}/spool
astrundir = {sockets}
astlogdir = {root}/log
astsbindir = {root}
astcachedir = {root}/cache

[options]
systemname = {settings.node}
nocolor = yes
hideconnect = yes
live_dangerously = no
defaultlanguage = en
maxfiles = 65536
; Loss of a file must be seen in our logs, not in a core dump beside the recordings.
dumpcore = no
"""


def _modules(install: AsteriskInstall, settings: SwitchSettings) -> str:
    # Some packagings lack single modules (codec_opus is one of them): those are left out.
    wanted = (*MODULES, *settings.extra_modules)
    present = [name for name in wanted if (install.modules / f"{name}.so").exists()]
    lines = "".join(f"load = {name}.so\n" for name in present)
    return f"[modules]\nautoload = no\n{lines}"


# No verbose and no notice: both carry the numbers and names of callers.
LOGGER = """\
[general]
dateformat = %FT%T.%3q%z
use_callids = yes
queue_log = no
rotatestrategy = rotate

[logfiles]
messages.log = warning,error
"""

INDICATIONS = """\
[general]
country = cn

[cn]
description = China
ringcadence = 1000,4000
dial = 450
busy = 450/350,0/350
ring = 450/1000,0/4000
congestion = 450/700,0/700
callwaiting = 450/400,0/4000
dialrecall = 450
record = 950/400,0/10000
info = 450/100,0/100,450/100,0/100,450/100,0/100,450/400,0/400
"""

# Memory, not the database of Asterisk: everything is pushed again on every connect, so nothing deleted
# meanwhile can come back, no secret lies on disk, and a push costs no disk write.
SORCERY = """\
[res_pjsip]
auth = memory
aor = memory
endpoint = memory

[res_pjsip_endpoint_identifier_ip]
identify = memory

[res_pjsip_outbound_registration]
registration = memory
"""


def _http(settings: SwitchSettings) -> str:
    return f"""\
[general]
enabled = yes
servername = Trunkline
bindaddr = 127.0.0.1
bindport = {settings.http_port}
enable_static = no
enable_status = no
; One session for each browser phone: the default of 100 is one team.
sessionlimit = 5000
"""


def _ari(known: Secrets) -> str:
    return f"""\
[general]
enabled = yes
pretty = no
; At the end of a channel with audio: how much of it was lost, and how evenly it came.
channelvars = {RTP_VARIABLE}
; A reader that is busy for longer than the default of 100 ms would be cut off.
websocket_write_timeout = 10000

[{APP}]
type = user
password = {known.ari}
"""


def _manager(settings: SwitchSettings, known: Secrets) -> str:
    # read is empty: no events. write = system: what MixMonitor asks for.
    return f"""\
[general]
enabled = yes
webenabled = no
bindaddr = 127.0.0.1
port = {settings.ami_port}
displayconnects = no
timestampevents = no

[{APP}]
secret = {known.ami}
deny = 0.0.0.0/0.0.0.0
permit = 127.0.0.1/255.255.255.255
read =
write = system
"""


def _rtp(settings: SwitchSettings) -> str:
    return f"""\
[general]
rtpstart = {settings.rtp_first}
rtpend = {settings.rtp_last}
icesupport = yes
strictrtp = yes
"""


def _pjsip(settings: SwitchSettings) -> str:
    outside = ""
    if settings.external_address:
        outside = (
            f"external_signaling_address = {settings.external_address}\n"
            f"external_media_address = {settings.external_address}\n"
        ) + "".join(f"local_net = {network}\n" for network in settings.local_networks)
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"""\
[system]
type = system
disable_tcp_switch = yes

[global]
type = global
user_agent = Trunkline
; By user first: a trunk identified by its address would catch every phone behind that address.
endpoint_identifier_order = username,auth_username,ip
; A source of unknown requests is told off after this many of them.
unidentified_request_count = 5
unidentified_request_period = 5
unidentified_request_prune_interval = 30
; Everything lies in one domain, which spares three look-ups a request.
disable_multi_domain = yes
mwi_disable_initial_unsolicited = yes
keep_alive_interval = 30
norefersub = yes

[transport-udp]
type = transport
protocol = udp
bind = {host}:{settings.sip_port}
{outside}
[transport-tcp]
type = transport
protocol = tcp
bind = {host}:{settings.sip_port}
{outside}
[transport-ws]
type = transport
protocol = ws
bind = {host}
{outside}"""


def _music(install: AsteriskInstall, settings: SwitchSettings) -> str:
    classes = dict(settings.music_classes)
    if install.music is not None:
        classes.setdefault(MUSIC, install.music)
        classes.setdefault("default", install.music)
    return (
        "[general]\n"
        + "".join(
            f"\n[{name}]\nmode = files\ndirectory = {folder}\nsort = randstart\n"
            for name, folder in sorted(classes.items())
        )
        + f"\n#tryinclude {MUSIC_CLASSES}\n"
    )


def _extensions() -> str:
    # `_X` and two characters or more: a pattern for one letter would also run at hang-up (`h`).
    held = "".join(_held(pattern) for pattern in ("_X", "_[!-~]."))
    return f"""\
[general]
static = yes
writeprotect = yes
clearglobalvars = yes

; Everybody who calls in. While call control is away the caller is answered, hears music, and is handed
; over as soon as it is back: held=1 says so. Who hangs up before is written down for it.
[{CONTEXT_IN}]
{held}
{_missed()}
; Agents' phones that dial by themselves.
[{CONTEXT_AGENT}]
{_echo()}{_dialled("_X")}{_dialled("_[!-~].")}"""


def _held(pattern: str) -> str:
    steps = int(HOLD_SECONDS / HOLD_STEP)
    return f"""\
exten = {pattern},1,Set(TL_TRY=0)
 same = n,Set(TL_DIALLED=${{EXTEN}})
 same = n,Set(TL_AT=${{EPOCH}})
 same = n(again),Stasis({APP},in,${{EXTEN}},held=${{IF($[${{TL_TRY}} > 0]?1:0)}})
 same = n,GotoIf($["${{STASISSTATUS}}" != "FAILED"]?bye)
 same = n,Set(TL_TRY=$[${{TL_TRY}} + 1])
 same = n,GotoIf($[${{TL_TRY}} > {steps}]?bye)
 same = n,GotoIf($[${{TL_TRY}} > 1]?wait)
 same = n,Answer()
 same = n,StartMusicOnHold({MUSIC})
 same = n(wait),Wait({HOLD_STEP})
 same = n,Goto(again)
 same = n(bye),Hangup()
"""


def _missed() -> str:
    # STASISSTATUS is empty inside of the application and after it: only who was held and never handed over is written.
    def coded(what: str) -> str:
        return f"${{BASE64_ENCODE(${{{what}}})}}"

    texts = "|".join(coded(what) for what in ("CHANNEL(name)", "CALLERID(num)", "CALLERID(name)", "TL_DIALLED"))
    return f"""\
exten = h,1,GotoIf($["${{TL_AT}}" = ""]?nobody)
 same = n,GotoIf($["${{STASISSTATUS}}" != "FAILED"]?end)
 same = n,Set(DB({MISSED}/${{UNIQUEID}})=${{TL_AT}}|${{EPOCH}}|{texts})
 same = n,Goto(end)
; Somebody dialled an "h".
 same = n(nobody),Hangup(1)
 same = n(end),NoOp()
"""


def _echo() -> str:
    # Never enters the application: it is no call of anybody, in no list and no figure.
    return f"""\
exten = {ECHO_CHECK},1,Set(TIMEOUT(absolute)={ECHO_SECONDS})
 same = n,Answer()
 same = n,Echo()
 same = n,Hangup()
"""


def _dialled(pattern: str) -> str:
    # Cause 41: a temporary failure, which phones show as such.
    return f"""\
exten = {pattern},1,Set(PJSIP_TRANSFER_HANDLING()=ari-only)
 same = n,Stasis({APP},agentdial,${{EXTEN}})
 same = n,ExecIf($["${{STASISSTATUS}}" = "FAILED"]?Hangup(41):Hangup())
"""
