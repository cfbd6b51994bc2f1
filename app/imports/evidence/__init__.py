"""Lists of evidence as imports: records without files."""
