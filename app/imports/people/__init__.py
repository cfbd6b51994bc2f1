"""Lists of people and their roles as imports."""
