"""What the studio decides: which texts are long enough, short enough, reviewed enough."""
