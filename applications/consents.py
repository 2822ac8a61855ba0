"""The texts a firm agrees to (개인정보 동의서, 중복지원 확약서, 청렴이행각서), each with its version.

A changed wording gets a new version: what was agreed to earlier then no longer counts for a draft. Items follow
PAPERS §1: what is collected, for what, how long it is kept, what a refusal means.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class ConsentText:
    """One text. ``points`` are its paragraphs: heading and sentence."""

    code: str
    version: str
    title: str | Promise
    question: str | Promise
    points: tuple[tuple[str | Promise, str | Promise], ...]
    required: bool


TEXTS: tuple[ConsentText, ...] = (
    ConsentText(
        "privacy",
        "2021-07",
        _("Collection and use of personal data"),
        _("I agree to the collection and use of my personal data."),
        (
            (_("What is collected"), _("Name, phone number and e-mail address of the contact person.")),
            (_("For what"), _("Screening, diagnosis, support and results of this programme.")),
            (_("How long"), _("Five years from the end of the round; then it is destroyed.")),
            (
                _("If you refuse"),
                _("You may refuse. Without this consent the application cannot be received."),
            ),
        ),
        required=True,
    ),
    ConsentText(
        "provision",
        "2021-07",
        _("Provision to the bodies that carry the programme"),
        _("I agree that the data are given to the bodies named here."),
        (
            (
                _("Who receives"),
                _("The local government of the region, the operator, the assigned diagnosis team."),
            ),
            (_("For what"), _("Selection, diagnosis, payment and checks.")),
            (_("How long"), _("Five years from the end of the round; then it is destroyed.")),
            (
                _("If you refuse"),
                _("You may refuse. Without this consent the application cannot be received."),
            ),
        ),
        required=True,
    ),
    ConsentText(
        "fairness",
        "2021-07",
        _("Pledge of fairness and against double support"),
        _("I pledge this on behalf of the firm."),
        (
            (_("Fairness"), _("We give and take no gifts and enter everything truthfully.")),
            (
                _("No double support"),
                _(
                    "We declare every support of the same kind, agree to checks and return what was received twice."
                ),
            ),
        ),
        required=True,
    ),
    ConsentText(
        "next_calls",
        "2021-07",
        _("News about the next calls"),
        _("I agree to be told about the next calls by e-mail."),
        (
            (_("What is used"), _("The e-mail address of the contact person.")),
            (_("How long"), _("Until you object, at most two years.")),
            (_("If you refuse"), _("Nothing changes for this application.")),
        ),
        required=False,
    ),
)
BY_CODE = {text.code: text for text in TEXTS}
REQUIRED = tuple(text for text in TEXTS if text.required)
