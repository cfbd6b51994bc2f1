"""How large a file may be, each bound with its reason."""

MAX_FILE_BYTES = 64 * 1024 * 1024
"""26,000 schools × 70 columns is an .xlsx of 7 MB, an .ods of 5, an .xls of 14, a .csv of 20."""
MAX_UNPACKED_BYTES = 512 * 1024 * 1024
"""What all parts of an .xlsx or .ods unpack to; 26,000 schools × 70 columns: 55 and 235 MB."""
MAX_SHEETS = 400
"""A sheet for every commune of the largest province after 2025 (168), for both sides."""
MAX_ROWS = 200_000
"""Over seven times all schools of the nation's largest list."""
MAX_LINES = 200_000
"""Rows of data of all sheets: each is staged, and some kinds of table hold all of them at once."""
MAX_COLUMNS = 1_000
"""Items, facts, criteria, groups of both sides take about 150."""
MAX_CELLS = 4_000_000
"""Of all sheets; twice what 26,000 schools × 70 columns has. At this size the child took 540 MB."""
MAX_TEXT = 32_767
"""Letters in a cell: what Excel itself allows."""
