"""A list of bodies from a workbook or a CSV file: all of it, or nothing with every fault named."""
