"""From the text of a directive to tasks, acknowledgements and evidence."""
