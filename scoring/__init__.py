"""Scores: facts, awards and an edition in; a sheet, its explanation and the way up out."""
