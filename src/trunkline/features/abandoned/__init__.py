"""Callers who gave up (呼损): whom to call back, and who does."""
