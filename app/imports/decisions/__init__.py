"""Recognition decisions that were issued elsewhere, as imports."""
