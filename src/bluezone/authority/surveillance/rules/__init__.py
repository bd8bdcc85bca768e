"""How chains are laid out and figures are made of cases and contacts; pure, and nothing here knows a name."""
