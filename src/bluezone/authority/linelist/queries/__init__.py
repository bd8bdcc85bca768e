"""Reading for line lists: the units that names mean, the records that rows mean, and what an import would do."""
