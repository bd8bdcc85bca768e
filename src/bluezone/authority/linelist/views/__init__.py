"""Line lists on the console: handed in, looked at, written; exported; the template to fill."""
