"""Music that waiting callers hear."""
