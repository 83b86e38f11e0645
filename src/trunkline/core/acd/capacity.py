"""How much more work an agent can take, by media."""

from __future__ import annotations

from collections.abc import Mapping

from trunkline.core.config import MEDIA_CALLBACK, MEDIA_VOICE, Capacity


def free(capacity: Capacity, load: Mapping[str, int]) -> dict[str, int]:
    """Units left by media, only those of which there are any.

    load: units in hand by media. A medium that is handled alone leaves nothing for the others while it is in hand, and
    has nothing left while any other is. A callback becomes a call of its agent: it needs a hand for a call, and is in
    hand as one.
    """
    held = {media for media, units in load.items() if units > 0}
    left: dict[str, int] = {}
    limits = dict(capacity.limits)
    for media, limit in capacity.limits:
        others = held - {media}
        if others and (media in capacity.alone or others & capacity.alone):
            continue
        within = limits.get(MEDIA_VOICE, 0) - load.get(MEDIA_VOICE, 0) if media == MEDIA_CALLBACK else limit
        units = min(limit - load.get(media, 0), within)
        if units > 0:
            left[media] = units
    return left
