"""Documents as values and as files: official letters laid out by Decree 30/2020/NĐ-CP (DOCX, PDF/A), lists as CSV and XLSX."""
