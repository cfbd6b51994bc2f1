"""The index: editions of assessment criteria as data, read strictly, compared, carried over."""
