"""Line lists in and out: dry run, mapping, difference, and the JSON that loses nothing."""
