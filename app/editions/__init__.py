"""Editions over HTTP: which there are, the whole index, its bytes, its blank forms."""
