"""Asterisk as this installation's settings want it."""

from __future__ import annotations

from dataclasses import dataclass

from trunkline.media.music import ensure_music
from trunkline.settings import Settings
from trunkline.switch.config import MUSIC, RunFolder, SwitchSettings, write_config
from trunkline.switch.install import ensure_asterisk
from trunkline.switch.installed import AsteriskInstall


@dataclass(frozen=True)
class PreparedSwitch:
    """An Asterisk that can be started or spoken to."""

    install: AsteriskInstall
    folder: RunFolder
    settings: SwitchSettings


def switch_settings(settings: Settings, install: AsteriskInstall) -> SwitchSettings:
    """The switch's part of the settings."""
    classes = {}
    if install.music is None:
        classes = {MUSIC: settings.music_dir, "default": settings.music_dir}
    return SwitchSettings(
        host=settings.host,
        sip_port=settings.sip_port,
        rtp_first=settings.rtp_ports.first,
        rtp_last=settings.rtp_ports.last,
        http_port=settings.switch_http_port,
        ami_port=settings.switch_ami_port,
        node=settings.node,
        external_address=settings.external_address,
        music_classes=classes,
    )


def prepare(settings: Settings) -> PreparedSwitch:
    """Find Asterisk (or fetch it) and write its configuration. Repeating it changes nothing. Raises ``SetupError``."""
    install = ensure_asterisk(settings.asterisk_dir, mirror=settings.mirror)
    if install.music is None:
        ensure_music(settings.music_dir)
    chosen = switch_settings(settings, install)
    return PreparedSwitch(install, write_config(settings.switch_dir, install, chosen), chosen)
