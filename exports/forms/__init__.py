"""The form workbook: writing it, reading a filled one back, and guarding against hostile files.

writer.write_form    a form for one edition and one profile, blank or filled  -> bytes
reader.read_form     bytes -> FilledForm; every fault at once, each with its cell
reader.examine       bytes -> what could be read, where each thing stands, and every fault
filled.assemble      FilledForm -> Dossier, scored
"""
