"""Makes the copy of an evidence file that may be published: what it shows and nothing that came with it.

`copies.clean` is the door. What reads a file is in `inside`; `sandbox` runs it in a process of its own.
"""
