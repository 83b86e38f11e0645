"""Flows: read only in this first form."""
