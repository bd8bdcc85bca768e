"""Pages of the register: the public one, the owner's, the commune's, the inspector's, and those of hotspots."""
