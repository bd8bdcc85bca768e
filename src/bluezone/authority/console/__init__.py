"""The desk of people who log in: base layout, components, first start, home."""
