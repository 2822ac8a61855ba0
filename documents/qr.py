"""Where a paper can be verified, as an address and as a QR code."""

from base64 import b64encode
from io import BytesIO

import segno
from django.conf import settings
from django.urls import reverse


def verification_url(code: str) -> str:
    """The public page of a paper. The origin is a setting, never a request's Host header."""
    return settings.SITE_ORIGIN + reverse("documents:verify", args=[code])


def data_uri(text: str) -> str:
    """A QR code as PNG data URI; PNG because it lays out faster than SVG in WeasyPrint (measured)."""
    image = BytesIO()
    segno.make(text, error="m", micro=False).save(image, kind="png", scale=8, border=2)
    return "data:image/png;base64," + b64encode(image.getvalue()).decode()
