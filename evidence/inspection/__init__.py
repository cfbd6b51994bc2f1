"""Inspection: what is inside a file, judged in a limited child process before the file counts."""
