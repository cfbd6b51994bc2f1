"""A person's own workbook goes back: marked, with a column of what is wrong, else as it was.

    content, tables ─ `workbook.mark` ─▶ the same package; only these members may differ:
      the sheets that hold a marked table       changed
      xl/styles.xml                             changed; new where the workbook had none
      the sheet's comments and its vmlDrawing   changed, or new
      the sheet's .rels                         changed, or new, where one of those two is new
      [Content_Types].xml                       changed where a new part is announced
      xl/_rels/workbook.xml.rels                changed only where there was no styles.xml
    rows, tables ─ `fresh.write` ─▶ a new .xlsx with the rows and the same marks

Every other member keeps its bytes as they are packed, its place and its time. Parts are patched
where they stand, never written anew from what some library understood of them.
"""
