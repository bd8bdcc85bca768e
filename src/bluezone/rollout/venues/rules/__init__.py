"""What is decided about registrations, inspections and hotspots; pure."""
