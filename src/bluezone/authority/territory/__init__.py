"""Units with dates: territory, sectors and unions, what became of each, and the register of bodies."""
