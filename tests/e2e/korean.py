"""The interface's words as people read them: in Korean, looked up by the English of the code."""

from django.utils.translation import gettext, override, pgettext


def ko(text: str, *, context: str = "", **values: object) -> str:
    """The Korean of a text of the code, with its values put in. A text without any is no longer the code's."""
    with override("ko"):
        korean = pgettext(context, text) if context else gettext(text)
    assert korean != text or len(text) == 1, f"{text!r} has no Korean: has its wording changed?"
    return korean % values if values else korean
