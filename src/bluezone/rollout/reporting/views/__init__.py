"""The pages of reporting: filling in, reading back, the desk, the spreadsheet, the questions."""
