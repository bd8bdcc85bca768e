"""What the notice decides, pure: which answer a probe gets, what a network's name may hold, what a check proves."""
