"""Dossiers (hồ sơ): one body in one campaign, from the first answer to publication."""
