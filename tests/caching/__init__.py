"""A shared cache stands before the site, and hands nobody a page that was made for somebody else."""
