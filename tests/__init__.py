"""The suite: one folder an app, and what holds for the whole house."""
