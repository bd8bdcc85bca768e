"""The campaign's studio: one text source for a message, and every poster, leaflet, script and notice that is made of it."""
