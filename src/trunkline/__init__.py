"""Trunkline (干线客服): a complete, self-hosted customer contact center."""

__version__ = "0.1.0"
