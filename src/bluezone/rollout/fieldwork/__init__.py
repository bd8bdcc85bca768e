"""What happens away from any desk, as events of devices that work for a week without a network; no name, no refusal of anybody."""
