"""Where epidemiologists and engineers replay real traces and try a rule before it is shipped.

It meets the servers only over the wire, like every phone.
"""
