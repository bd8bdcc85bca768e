"""What the pages of case work ask for beside their facts."""
