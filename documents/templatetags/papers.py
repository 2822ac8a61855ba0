"""How papers write what their snapshots hold: amounts, figures, days, numbers, the QR code.

Snapshots are JSON, so decimals, days and moments arrive as text. What is unknown prints as "–".
"""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import tossi
from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from calculations import business_number as numbers
from calculations import korean
from documents import qr as qr_codes
from journal import clock

register = template.Library()

UNKNOWN = "–"


@register.filter
def krw(amount: int | None) -> str:
    """``5,500,000``, for columns that name the unit above."""
    return UNKNOWN if amount in (None, "") else f"{int(amount):,}"


@register.filter
def won(amount: int | None) -> str:
    """``5,500,000원``."""
    return UNKNOWN if amount in (None, "") else f"{int(amount):,}원"


@register.filter
def won_in_words(amount: int) -> str:
    """``금5,500,000원(금오백오십만원)``, as official letters write an amount (행정업무운영 편람)."""
    return f"금{int(amount):,}원(금{korean.amount_in_words(int(amount))}원)"


@register.filter
def figure(value: Any, places: int | None = None) -> str:
    """``1,234.50``: grouped, with fixed decimals, or with those it has when none are asked for."""
    if value in (None, ""):
        return UNKNOWN
    number = Decimal(str(value))
    if places is not None:
        return f"{number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):,f}"
    return f"{number:,f}".rstrip("0").rstrip(".") if "." in f"{number:f}" else f"{number:,f}"


@register.filter
def signed(value: Any, places: int | None = None) -> str:
    """A change with its sign; a fall is written with △, as Korean papers do."""
    text = figure(value, places)
    return f"△{text[1:]}" if text.startswith("-") else text


@register.filter
def day(value: str | None) -> str:
    """``2021. 7. 8.``"""
    if not value:
        return UNKNOWN
    at = date.fromisoformat(value[:10])
    return f"{at.year}. {at.month}. {at.day}."


@register.filter
def long_day(value: str) -> str:
    """``2021년 7월 8일``, above a signature."""
    at = date.fromisoformat(value[:10])
    return f"{at.year}년 {at.month}월 {at.day}일"


@register.filter
def moment(value: str | None) -> str:
    """``2021. 7. 8. 14:30``, Korean time."""
    if not value:
        return UNKNOWN
    at = datetime.fromisoformat(value).astimezone(clock.SEOUL)
    return f"{at.year}. {at.month}. {at.day}. {at:%H:%M}"


@register.filter
def clock_time(value: str) -> str:
    """``14:30``, Korean time."""
    return f"{datetime.fromisoformat(value).astimezone(clock.SEOUL):%H:%M}"


@register.filter
def business_number(digits: str) -> str:
    """``000-00-00000``; as it was typed where it is no such number (of a foreign supplier, say)."""
    try:
        return numbers.formatted(digits) if digits else UNKNOWN
    except numbers.BusinessNumberError:
        return digits


@register.filter
def josa(word: str, particle: str) -> str:
    """The word with the particle that fits its last sound: ``홍길동|josa:"을"`` → ``홍길동을``."""
    return tossi.postfix(word, particle)


@register.filter
def clauses(text: str) -> list[str]:
    """The lines of a block, each a clause of its own; empty ones are nothing."""
    return [line.strip() for line in text.splitlines() if line.strip()]


@register.filter
def keep(text: str) -> SafeString:
    """A sentence that breaks between words only; WeasyPrint knows no ``word-break: keep-all``."""
    words = format_html_join(" ", "<span>{}</span>", ((word,) for word in text.split()))
    return format_html('<span class="keep">{}</span>', words)


@register.simple_tag
def qr(url: str, alternative: str) -> SafeString:
    """The QR code of an address as an image."""
    return format_html('<img class="qr" src="{}" alt="{}">', qr_codes.data_uri(url), alternative)


@register.simple_tag
def bar(percent: Any) -> SafeString:
    """A horizontal bar of 0–100 %; the figure itself stands beside it as text."""
    width = max(Decimal(0), min(Decimal(100), Decimal(str(percent or 0))))
    return format_html('<span class="bar"><span style="width: {}%"></span></span>', f"{width:f}")
