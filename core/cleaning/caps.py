"""How much of a file is accepted, and how much a process that reads it may use."""

MEGABYTE = 1_000_000

MOST_BYTES = 20 * MEGABYTE
MOST_BYTES_OF_COPY = 40 * MEGABYTE
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 30_000
MOST_PAGES = 60
# A4 at 200 dots per inch; a larger page is drawn with as many pixels, further apart.
PIXELS_OF_PAGE = 3_900_000
DOTS_PER_INCH = 200
POINTS_PER_INCH = 72
# 200 inches, the largest page that the format promises to every reader.
LONGEST_SIDE_OF_PAGE = 14_400
MOST_CHARACTERS = 1_000_000

MEMORY = 1_000 * MEGABYTE
CPU_SECONDS = 30
WALL_SECONDS = 90
AT_ONCE = 2
