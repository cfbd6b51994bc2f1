"""People: accounts, roles, sessions, one-time links and tokens for machines."""
