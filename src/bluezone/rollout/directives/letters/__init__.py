"""Official letters (công văn) in the layout of Decree 30/2020/NĐ-CP, annex I, as DOCX that offices edit and as PDF/A.

Boxes 1 to 7 and 9; box 8 stays empty, because the system draws no seal and no signature. The number is left to the
clerk, the name below the position to whoever signs outside the system. `letter.docx` is a template that an office may
open and change in its own program; the words come in by docxtpl.
"""
