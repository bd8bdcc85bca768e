"""The province campaign: from the directive to an honest report of how far it got.

These are Django applications: directives, reporting, venues, studio, fieldwork, gate.
"""
