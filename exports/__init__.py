"""A plain dossier becomes .docx, .pdf and .xlsx; blank forms and their reader."""
