"""URL pieces of the setup pages."""

from django.urls import register_converter
from django.urls.converters import StringConverter

from programs.versions import KINDS


class SetFieldConverter(StringConverter):
    """The field of a round that names a rule set; nothing else takes these addresses."""

    regex = "|".join(KINDS)


register_converter(SetFieldConverter, "set_field")
