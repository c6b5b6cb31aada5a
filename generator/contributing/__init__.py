"""What helps a contributor: templates, mending, new records."""
