"""People: accounts, roles, extensions, SIP phones."""
