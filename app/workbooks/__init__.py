"""The form comes home: downloaded with what the dossier holds, uploaded, compared, applied."""
