"""Inbound numbers: which flow answers."""
