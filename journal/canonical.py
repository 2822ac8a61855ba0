"""One text for one value, so that it can be hashed and compared.

Two databases and a round trip through JSON must not change the text: mappings are sorted, and numbers with a
fraction become text, as Django's encoder already does with Decimals (PostgreSQL's jsonb rewrites 1e16).
"""

import hashlib
import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder


def plain(value: Any) -> Any:
    """`value` as JSON types that every database gives back unchanged."""
    text = json.dumps(value, cls=DjangoJSONEncoder)
    return json.loads(text, parse_float=str, parse_constant=str)


def sha256(value: Any) -> str:
    """SHA-256 (hex) of the canonical text of `value`."""
    text = json.dumps(plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
