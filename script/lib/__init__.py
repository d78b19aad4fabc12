"""The logic of the commands in script/; until an environment is ready, the standard library alone."""
