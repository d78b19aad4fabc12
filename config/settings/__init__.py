"""Settings: `base` is shared; `embedded`, `production` and `test` each say how they differ."""
