"""The same answers as `bluezone.protocol.exposures`, fast.

Keys and sightings go in as numpy arrays, the pairs that match come out. One suite holds every implementation to
the pure reference.
"""
