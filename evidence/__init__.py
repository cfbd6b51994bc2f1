"""The vault: codes of evidence; its store comes with the first service that keeps files."""
