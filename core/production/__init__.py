"""What must hold before a server is let near anybody's data: rules, each with what to do about it."""
