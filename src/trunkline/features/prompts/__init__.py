"""Prompts: what callers hear."""
