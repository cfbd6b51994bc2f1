"""A backup of database and vault together, taken while the service runs, and its way back."""
