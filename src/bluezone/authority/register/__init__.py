"""Pages of the territory: search, the register of bodies from XLSX, sheets of personal links.

These pages stand above accounts, because they make links and ask for permission; the units themselves stand below.
"""
