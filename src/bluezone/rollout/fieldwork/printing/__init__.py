"""What teams, gates, schools and movements are handed on paper: guides of one page, invitations, certificates.

Everything is set by typst with the faces and parts of the studio's printing room. No name is printed anywhere: where one
belongs there is a line for a pen. Nothing looks official until a publisher is configured, and no seal is ever drawn.
"""
