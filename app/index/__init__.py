"""Editions and overlays of a running service: proposed, approved by a second person, activated."""
