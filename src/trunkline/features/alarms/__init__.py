"""Alarms: rules, what is open, what was raised, and who is told."""
