"""The API of elections, places, parties and their figures."""
