"""News, advice and answers in two languages, and the signed feed in which phones pull them."""
