"""Draws a picture anew: its pixels as a person sees them, and nothing else that was in the file."""

from io import BytesIO

from PIL import Image, ImageOps, MpoImagePlugin, WebPImagePlugin

from core.cleaning import caps
from core.cleaning.inside.unfit import UnfitError

_SAVED_AS: dict[str, dict[str, int]] = {
    "JPEG": {"quality": 90},
    "PNG": {"compress_level": 6},
    "WEBP": {"quality": 90, "method": 1},
}
# Loaded now, because no module can be loaded any more when a file is being read.
Image.preinit()
PLUGINS = (MpoImagePlugin, WebPImagePlugin)
Image.MAX_IMAGE_PIXELS = None  # counted here, from the header, with a reason that says the number


def redrawn(content: bytes, kind: str) -> bytes:
    """A new file of the same kind."""
    fmt = kind.upper()
    try:
        seen = _as_seen(_opened(content, fmt))
        copy = BytesIO()
        seen.save(copy, format=fmt, **_SAVED_AS[fmt])
    except (UnfitError, MemoryError):
        raise
    except Exception as broken:  # whatever Pillow's readers stumble over
        raise UnfitError("damaged_picture") from broken
    return copy.getvalue()


def _opened(content: bytes, fmt: str) -> Image.Image:
    """The picture, decoded when its header has been found acceptable."""
    picture = Image.open(BytesIO(content), formats=[fmt])
    width, height = picture.size
    if width * height > caps.MOST_PIXELS or max(width, height) > caps.LONGEST_SIDE:
        limit = caps.MOST_PIXELS // 1_000_000
        raise UnfitError("too_many_pixels", width=width, height=height, limit=limit)
    # A JPEG may carry further pictures of the same moment, as phones make them: the first is the photograph.
    if fmt != "JPEG" and getattr(picture, "is_animated", False):
        raise UnfitError("moves")
    picture.load()
    return picture


def _as_seen(picture: Image.Image) -> Image.Image:
    """The pixels upright on white paper: what lies under a transparent part is not seen, and is not kept."""
    upright = ImageOps.exif_transpose(picture)
    if upright.mode.startswith(("I", "F")):
        upright = _with_256_greys(upright)
    if upright.has_transparency_data:
        upright = upright.convert("RGBA")
        paper = Image.new("RGB", upright.size, "white")
        paper.paste(upright, mask=upright.getchannel("A"))
        return paper
    mode = "L" if upright.mode in {"1", "L"} else "RGB"
    paper = Image.new(mode, upright.size)
    paper.paste(upright if upright.mode == mode else upright.convert(mode))
    return paper


def _with_256_greys(picture: Image.Image) -> Image.Image:
    """A picture of 65,536 greys, as some scanners make them, with the greys a screen has."""
    return picture.convert("I").point(lambda grey: grey * (1 / 257) + 0).convert("L")
