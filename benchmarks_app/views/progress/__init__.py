"""The screens on which monitors record progress and reviewers publish it, one module a screen."""
