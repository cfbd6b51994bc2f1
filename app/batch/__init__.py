"""A whole folder of filled forms on all cores: read, score, print, and tell of every file."""
