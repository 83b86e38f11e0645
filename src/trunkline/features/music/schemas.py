"""Bodies of music."""

from __future__ import annotations

from trunkline.features.kit.fields import Model, Name, Out


class MusicIn(Model):
    """A new piece of music, without its audio, which is uploaded next."""

    name: Name


class MusicPatch(MusicIn, partial=True):
    """What changes of a piece of music."""


class Music(Out):
    """A piece of music."""

    id: str
    name: str
    length_ms: int
    "0: no audio was uploaded yet"
    changed_at: int
