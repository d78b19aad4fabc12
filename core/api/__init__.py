"""What every API endpoint shares, and the endpoints of documents, themes and the search."""
