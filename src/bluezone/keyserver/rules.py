"""The rules of the key server: what it accepts, what it refuses, and for how long.

Everything here is a pure function of its arguments: time, randomness and policy are
handed in, nothing is read from the machine.
"""
