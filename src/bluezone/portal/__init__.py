"""The public-wifi notice: a small program for a gateway box, which knows neither Django nor the rest of the house."""
