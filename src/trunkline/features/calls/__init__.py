"""Calls: the list, one call with its time line, recordings, the pop."""
