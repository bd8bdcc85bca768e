"""What people type about cases and contacts: words and shapes only, decisions are in the services."""
