"""A stranger's file told by its content, read in a confined child, handed over line by line."""
