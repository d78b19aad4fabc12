"""What all apps share: documents and passages, themes, people, history, background work, the API."""
