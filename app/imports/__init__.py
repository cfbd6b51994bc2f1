"""Tables that others made, brought in: read apart, shown first, applied whole, undone again."""
