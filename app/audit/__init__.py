"""The audit log: append-only, hash-chained, sealed; and the log of who read what."""
