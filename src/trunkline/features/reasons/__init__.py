"""Reasons for not being ready."""
