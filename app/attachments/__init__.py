"""Evidence records and their files; the files themselves lie in the vault, by hash."""
