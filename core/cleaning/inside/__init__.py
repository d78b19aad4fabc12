"""What runs in the process that reads hostile files; it knows no Django, no database and no settings."""
