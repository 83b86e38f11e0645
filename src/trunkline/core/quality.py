"""How good a voice connection is: the E-model of ITU-T G.107 for what can be measured on an RTP stream.

The rating factor is R = 93.2 - Id - Ie,eff, with every other parameter of G.107 (06/2015) at its default:

* Id, delay: 0.024 d + 0.11 (d - 177.3) H(d - 177.3), the fit of Cole and Rosenbluth ("Voice over IP performance
  monitoring", Computer Communication Review 31(2), 2001) to G.107; d is the one-way delay in ms.
* Ie,eff, coding and loss: Ie + (95 - Ie) Ppl / (Ppl + Bpl), G.107 eq. 7-29 with random loss (BurstR = 1); Ie = 0 and
  Bpl = 25.1 are those of G.711 with loss concealment (G.113 Appendix I, table I.4). Other codecs are rated as if they
  were G.711, which says what the network does to them, not how they sound by themselves.
* MOS from R: G.107 Annex B, eq. B-4.

The one-way delay is not measured: it is taken as half the round trip, a frame of 20 ms, and a jitter buffer of twice
the jitter. ``web/src/softphone/quality.ts`` computes the same; ``tests/core/quality.json`` holds both to it.
"""

from __future__ import annotations

from typing import Literal

from trunkline.core.records import dataclass

Verdict = Literal["good", "fair", "bad"]

R_DEFAULT = 93.2
BPL_G711 = 25.1
FRAME_MS = 20.0
GOOD_R, FAIR_R = 80.0, 70.0
"""G.107 Annex B, table B.1: from 80 on users are satisfied, below 70 many are dissatisfied."""
BAD_MOS = 3.6
"""MOS at R = 70, rounded: what is below counts as a bad connection."""
LEAST_PACKETS = 100
"""Two seconds of packets of 20 ms: what is shorter says nothing about a line."""


@dataclass(frozen=True, slots=True)
class Rating:
    """What people would say of a connection."""

    r: float
    "rating factor, 0..93.2"
    mos: float
    "mean opinion score of a conversation, estimated: 1..4.4"
    verdict: Verdict


def rate(loss: float, jitter_ms: float, rtt_ms: float | None) -> Rating:
    """Rate a connection. loss: share of packets lost, 0..1; jitter and round trip in ms. A round trip that is not
    known (None) counts as none."""
    delay = (rtt_ms or 0.0) / 2 + FRAME_MS + 2 * jitter_ms
    by_delay = 0.024 * delay + (0.11 * (delay - 177.3) if delay > 177.3 else 0.0)
    percent = 100 * loss
    by_loss = 95 * percent / (percent + BPL_G711)
    r = max(0.0, R_DEFAULT - by_delay - by_loss)
    verdict: Verdict = "good" if r >= GOOD_R else "fair" if r >= FAIR_R else "bad"
    return Rating(round(r, 1), round(_mos(r), 2), verdict)


def _mos(r: float) -> float:
    return max(1.0, 1 + 0.035 * r + r * (r - 60) * (100 - r) * 7e-6)


def loss_share(received: int, lost: int) -> float:
    """Share of the packets that were lost. Doubled packets make lost negative: that is no loss."""
    lost = max(0, lost)
    return lost / (received + lost) if received + lost > 0 else 0.0


@dataclass(frozen=True, slots=True)
class LegAudio:
    """What was measured of one leg's audio, from its beginning to its end."""

    received: int
    "packets that came"
    lost: int
    "packets that did not come, of those that should have"
    jitter_ms: float
    "how unevenly they came, mean deviation (RFC 3550, 6.4.1)"
    rtt_ms: float | None = None
    "round trip; None: not measured"
    sent: int = 0
    far_lost: int | None = None
    "packets of those sent that the far side missed, by its own report; None: it has not reported"
    far_jitter_ms: float | None = None

    def says_something(self) -> bool:
        """Whether there was enough audio to judge by."""
        return self.received + max(0, self.lost) >= LEAST_PACKETS

    def rated(self) -> Rating:
        """The worse of both ways."""
        here = rate(loss_share(self.received, self.lost), self.jitter_ms, self.rtt_ms)
        if self.far_lost is None:
            return here
        there = rate(loss_share(max(0, self.sent - self.far_lost), self.far_lost), self.far_jitter_ms or 0, self.rtt_ms)
        return min(here, there, key=lambda rating: rating.r)
