"""Official documents written out: DOCX that an office edits, PDF/A that it files; layout of Decree 30/2020/NĐ-CP."""
