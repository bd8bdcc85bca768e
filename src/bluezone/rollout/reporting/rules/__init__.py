"""What is decided about reports, without a database, a clock or a framework: everything below is a pure function.

numbers (what a person meant by a cell) · periods (which report belongs where, and when it is late) · forms (what is
asked, as data) · sms_line (one message, with a checksum) · coverage (what the counts add up to, and how far one can
believe it) · flags (numbers that cannot be true, or hardly).
"""
