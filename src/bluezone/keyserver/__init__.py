"""What phones talk to: verification codes, tokens, certificates, published keys, signed exports.

It knows no person, no session and no address. Its database alone tells nobody whose keys are whose.
"""
