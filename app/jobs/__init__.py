"""Work that outlives a request: a row in one table, leased, done at least once."""
