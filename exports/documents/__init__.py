"""Official documents: one content model, printed as .docx and as .pdf with the same words.

- content.py: what a document says; plain data, final words
- numbers.py: how points and dates are written
- printable.py: which characters a document may hold
- docx.py: content → .docx, through our template or a Sở's own
- pdf.py: content → PDF/A
- decree.py: checks a .docx against Nghị định 30/2020/NĐ-CP
- report.py: dossier → content of Phụ lục II
- score_sheet.py: dossier → content of the phiếu đánh giá
"""
