"""Bodies: schools and the offices above them, as a tree with periods of validity."""
