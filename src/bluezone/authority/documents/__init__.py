"""Official documents as values and as files: layout of Decree 30/2020/NĐ-CP, DOCX that an office edits, PDF/A that it files."""
