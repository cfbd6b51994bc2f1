"""From the cells of a file to the rows of a table whose columns are known. Pure.

    recognise(book, vocabulary, confirmed, side) → Recognised(layouts, lines, faults, unsure)

`header` finds the rows with the titles, `words` and `titles` what a title means, `columns` what the
columns of a sheet are together, `footing` which rows are none of the table's, `cells` what a cell
says, `lines` reads row by row.
"""

from app.imports.recognising.recognised import Recognised, recognise

__all__ = ["Recognised", "recognise"]
