"""Writers: a report as PDF, Word document, web page or workbook."""
