"""Figures that students have drawn, for their own pages: PNG only, checked to be pictures and nothing else."""

import base64
import binascii
import struct
import zlib
from collections.abc import Iterable

SIGNATURE = b"\x89PNG\r\n\x1a\n"
KEPT = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")  # no text, no other chunk
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # colour type -> numbers for each pixel
DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
MAX_BYTES = 1 << 20  # of one figure
MAX_ALL = 4 << 20  # of a notebook's
MAX_PIXELS = 8_000_000
MAX_FIGURES = 12


def plain_png(content: bytes) -> bytes | None:
    """Return a PNG without everything that is not its picture, or None where it is no picture.

    Parameters
    ----------
    content : bytes
        Of any origin.
    """
    if len(content) > MAX_BYTES or not content.startswith(SIGNATURE):
        return None
    chunks = _chunks(content)
    kinds = [kind for kind, _ in chunks]
    if not chunks or kinds[0] != b"IHDR" or kinds[-1] != b"IEND" or kinds.count(b"IHDR") != 1:
        return None
    pixels = b"".join(body for kind, body in chunks if kind == b"IDAT")
    if not _is_whole(chunks[0][1], pixels) or (chunks[0][1][9] == 3 and kinds.count(b"PLTE") != 1):
        return None
    return SIGNATURE + b"".join(_written(kind, body) for kind, body in chunks if kind in KEPT)


def _chunks(content: bytes) -> list[tuple[bytes, bytes]]:
    """Return the chunks of a PNG up to its end; none where one is damaged."""
    found, at = [], len(SIGNATURE)
    while len(content) - at >= 12:
        (size,) = struct.unpack_from(">I", content, at)
        kind, body = content[at + 4 : at + 8], content[at + 8 : at + 8 + size]
        if len(body) != size or content[at + 8 + size : at + 12 + size] != _written(kind, body)[-4:]:
            return []
        found.append((kind, body))
        if kind == b"IEND":
            return found
        at += 12 + size
    return []


def _written(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _is_whole(head: bytes, pixels: bytes) -> bool:
    """Whether the pixels are as many as the head says, which is not too many."""
    if len(head) != 13:
        return False
    width, height, depth, colour, method, way, interlaced = struct.unpack(">IIBBBBB", head)
    if (
        not 0 < width * height <= MAX_PIXELS
        or depth not in DEPTHS.get(colour, ())
        or method
        or way
        or interlaced
    ):
        return False
    wanted = height * (1 + (width * depth * CHANNELS[colour] + 7) // 8)
    stream = zlib.decompressobj()
    try:
        return len(stream.decompress(pixels, wanted + 1)) == wanted
    except zlib.error:
        return False


def shown(encoded: Iterable[str]) -> tuple[list[str], int]:
    """Return figures as addresses of their own content, and how many of them cannot be shown.

    Parameters
    ----------
    encoded : iterable of str
        PNG in base64, as a notebook holds it; of any origin.
    """
    found, left, size = [], 0, 0
    for text in encoded:
        picture = None
        if len(found) < MAX_FIGURES and len(text) <= 2 * MAX_BYTES:
            try:
                picture = plain_png(base64.b64decode("".join(text.split()), validate=True))
            except (binascii.Error, ValueError):
                picture = None
        if picture is None or size + len(picture) > MAX_ALL:
            left += 1
            continue
        size += len(picture)
        found.append(f"data:image/png;base64,{base64.b64encode(picture).decode()}")
    return found, left
