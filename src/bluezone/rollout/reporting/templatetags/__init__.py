"""Small words that the templates of reporting need."""
