"""Keeping the vault: which back end, checking it, pruning it, erasing from it."""
