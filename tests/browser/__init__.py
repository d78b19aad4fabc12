"""The site as a browser shows it, with the real content."""
