"""The site as a worker of the web server loads it, out of the reach of Ctrl-C.

Ctrl-C reaches every process of its terminal's group. The server then tells its worker to stop as well, and a
worker that is told twice at the same moment often does not stop at all.
"""

import multiprocessing
import os

from config.wsgi import application

__all__ = ["application"]

if multiprocessing.parent_process() is not None:
    os.setpgid(0, 0)
