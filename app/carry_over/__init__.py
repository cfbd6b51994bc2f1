"""Moving a campaign's open dossiers to another edition: previewed per school, then all at once."""
