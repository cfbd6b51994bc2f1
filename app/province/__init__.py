"""Files of many schools: tables of results, the province workbook, published levels."""
