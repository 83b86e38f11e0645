"""How much more work an agent can take, by media."""

from __future__ import annotations

from collections.abc import Mapping

from trunkline.core.config import Capacity


def free(capacity: Capacity, load: Mapping[str, int]) -> dict[str, int]:
    """Units left by media, only those of which there are any.

    load: units in hand by media. A medium that is handled alone leaves nothing for the others while it is in hand, and
    has nothing left while any other is.
    """
    held = {media for media, units in load.items() if units > 0}
    left: dict[str, int] = {}
    for media, limit in capacity.limits:
        others = held - {media}
        if others and (media in capacity.alone or others & capacity.alone):
            continue
        units = limit - load.get(media, 0)
        if units > 0:
            left[media] = units
    return left
