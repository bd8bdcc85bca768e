"""Official letters (công văn) about a directive: their words; `authority.documents` writes them out.

Box 8 stays empty, because the system draws no seal and no signature. The number is left to the clerk, the name below
the position to whoever signs outside the system.
"""
