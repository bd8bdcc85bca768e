"""What is decided about showing figures, without a database, a clock or a framework: everything below is pure.

suppression (which small counts the public may not see, and what else must go with them) · bands (shares in steps) ·
charts (pictures as SVG) · dashboards (a page as a value) · public (the public's table) · quick_report (the morning's
report as a value).
"""
