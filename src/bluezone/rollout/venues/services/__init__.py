"""Writing the register: registrations and what becomes of them, inspections, hotspots, forgetting."""
