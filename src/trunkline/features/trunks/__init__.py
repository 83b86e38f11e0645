"""Lines to carriers and PBXs."""
