"""Notices to everybody, with a period."""
