"""Results of schools: points of items, facts, levels; planned, applied and undone in sets."""
