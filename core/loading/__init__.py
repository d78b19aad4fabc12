"""How content comes in from files: read and checked, planned, applied whole or not at all, and taken back."""
