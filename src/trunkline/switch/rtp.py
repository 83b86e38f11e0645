"""What Asterisk has measured of a channel's audio, as it leaves it at the end of the channel.

``chan_pjsip`` sets RTPAUDIOQOS when a channel ends, whoever ends it, and ``ari.conf`` has it sent with the channel: one
text in an event that comes anyway, instead of a question for each leg or an event for each of its RTCP reports. Times
are in seconds. Asterisk's names for jitter are crossed: ``txjitter`` is what it measured of what came, ``rxjitter``
what the far side reported. Loss is that of the last RTCP report, at most five seconds before the end.
"""

from __future__ import annotations

from collections.abc import Mapping

from trunkline.core.quality import LegAudio

RTP_VARIABLE = "RTPAUDIOQOS"


def audio_of(variables: Mapping[str, str] | None) -> LegAudio | None:
    """The measurement in a channel's variables; None where there is none that can be read."""
    text = (variables or {}).get(RTP_VARIABLE, "")
    if not text:
        return None
    values = dict(part.partition("=")[::2] for part in text.split(";") if "=" in part)
    try:
        received, sent = int(values["rxcount"]), int(values["txcount"])
        # Counted modulo 2**32: a stream that was doubled gives a huge number for a small negative one.
        lost, far_lost = _signed(int(values["lp"])), _signed(int(values["rlp"]))
        jitter_s, far_jitter_s, rtt_s = (float(values[name]) for name in ("txjitter", "rxjitter", "rtt"))
    except (KeyError, ValueError):
        return None
    # A far side that does not report at all leaves all three at 0.
    reports = rtt_s > 0 or far_jitter_s > 0 or far_lost > 0
    return LegAudio(
        received=max(0, received),
        lost=max(0, lost),
        jitter_ms=max(0.0, jitter_s * 1000),
        rtt_ms=rtt_s * 1000 if rtt_s > 0 else None,
        sent=max(0, sent),
        far_lost=max(0, far_lost) if reports else None,
        far_jitter_ms=max(0.0, far_jitter_s * 1000) if reports else None,
    )


def _signed(value: int) -> int:
    return value - 2**32 if value >= 2**31 else value
