"""JPEG and PNG: of the expected format, of bearable size before anything is unpacked, whole, and nothing else."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, BinaryIO

from documents.content import signs
from documents.content.refusal import Unacceptable

PIXELS = 50_000_000


@contextmanager
def _opened(stream: BinaryIO, expected: str) -> Iterator[Any]:
    """The picture, its head read and nothing unpacked yet."""
    from PIL import Image, ImageFile

    ImageFile.LOAD_TRUNCATED_IMAGES = False
    # Our own count refuses first and says so; this one stops what the parser unpacks by itself.
    Image.MAX_IMAGE_PIXELS = 2 * PIXELS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(stream, formats=[expected]) as picture:
                yield picture
    except Image.DecompressionBombError:
        raise Unacceptable("pixels") from None
    except (OSError, SyntaxError, ValueError):
        raise Unacceptable("damaged") from None


opened_jpeg = partial(_opened, expected="JPEG")
opened_png = partial(_opened, expected="PNG")


def bearable_pixels(picture: Any) -> None:
    if picture.width * picture.height > PIXELS:
        raise Unacceptable("pixels")


def whole(picture: Any) -> None:
    """Every row is there; the parser raises where one is not."""
    picture.load()


def ends_where_it_ends(stream: BinaryIO) -> None:
    signs.end_with(stream, b"IEND\xaeB`\x82")


JPEG_BYTES = (signs.not_an_archive_too, signs.not_a_page_too, signs.no_test_virus)
PNG_BYTES = (*JPEG_BYTES, ends_where_it_ends)
CHECKS = (bearable_pixels, whole)
