"""What an epidemiologist looks at: the chain, the curve, the indicators, the funnel; figures and no names."""
