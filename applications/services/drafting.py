"""What the firm enters, as long as the application is its to change: as a draft and while a correction is open.

Each function locks case and application, asks ``applications.edit``, compares the version, raises it, and records
one event with what was there before. ``act.data`` carries the entries; BadData names those that do not fit.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.utils.translation import gettext as _

from applications import asked, consents, rules
from applications.models import Application, Consent, EnergyUse, YearFigures
from documents import files
from documents.models import File
from journal import clock, events
from programs.models import IndustryCode
from workflow import engine
from workflow.acts import Act
from workflow.errors import BadData, NotAllowed, Refused, StaleVersion, WrongState
from workflow.states import ApplicationState

ENTRIES = (
    "size",
    "regular_employees",
    "ksic_revision",
    "ksic_code",
    "products",
    "root_industry",
    "root_confirmation_until",
    "polluting_processes",
    "energy_audit_duty",
    "consecutive_years",
    "other_support",
    "other_support_detail",
    "baseline_year",
    "difficulties",
    "wishes",
    "contact_name",
    "contact_phone",
    "contact_email",
)
ENERGY_ENTRIES = ("carrier", "starts_on", "ends_on", "quantity", "unit", "cost_krw", "evidence_grade")
ENERGY_REQUIRED = ("carrier", "starts_on", "ends_on", "quantity", "unit")
FIGURES = ("sales_krw", "total_assets_krw", "employees")
LONGEST_PERIOD = timedelta(days=366)


# -- entries -------------------------------------------------------------------------------------------------


@transaction.atomic
def edit(application: Application, act: Act) -> Application:
    """Save entries (``ENTRIES``) of the firm; nothing happens when none of them changes.

    Raises BadData for every entry that cannot stand, then nothing is saved.
    """
    fresh = _open(application, act)
    values = _clean(fresh, act.data, ENTRIES)
    _require_industry(fresh, values)
    _require_past_baseline(fresh, values)
    before = {name: getattr(fresh, name) for name in values if getattr(fresh, name) != values[name]}
    if not before:
        return fresh
    for name in before:
        setattr(fresh, name, values[name])
    _save(fresh, tuple(before))
    _record("application.edit", fresh, act, before, {name: values[name] for name in before})
    return fresh


def stored_entries(application: Application) -> dict[str, Any]:
    """What is stored now: the other side of a stale save."""
    return {name: getattr(application, name) for name in ENTRIES}


def _require_industry(application: Application, values: Mapping[str, Any]) -> None:
    """The code exists in its revision: the two revisions reuse numbers."""
    if not {"ksic_code", "ksic_revision"} & values.keys():
        return
    code = values.get("ksic_code", application.ksic_code)
    revision = values.get("ksic_revision", application.ksic_revision)
    known = IndustryCode.objects.filter(revision=revision, code=code, level="subclass")
    if code and not known.exists():
        text = _("Revision %(revision)s has no manufacturing industry %(code)s. Look it up by a word.")
        raise BadData({"ksic_code": [text % {"revision": revision, "code": code}]})


def _require_past_baseline(application: Application, values: Mapping[str, Any]) -> None:
    year, latest = values.get("baseline_year"), application.case.round.year
    if year is not None and year > latest:
        raise BadData({"baseline_year": [_("Enter a year up to %(year)s.") % {"year": latest}]})


# -- energy --------------------------------------------------------------------------------------------------


@transaction.atomic
def add_energy_use(application: Application, act: Act) -> EnergyUse:
    """Add a use of the site: carrier, period, quantity with unit, cost, how it is known (``ENERGY_ENTRIES``)."""
    fresh = _open(application, act)
    use = EnergyUse(site=rules.factory(fresh.case), entered_by=act.actor, entered_at=clock.now())
    _fill(use, act)
    use.save(force_insert=True)
    _touch(fresh)
    _record("application.add_energy_use", fresh, act, None, _described(use))
    return use


@transaction.atomic
def replace_energy_use(application: Application, use: EnergyUse, act: Act) -> EnergyUse:
    """Change a use of the site; entries that are not given stay."""
    fresh = _open(application, act)
    use = _own_use(fresh, use)
    before = _described(use)
    _fill(use, act)
    if _described(use) == before:
        return use
    use.entered_by, use.entered_at = act.actor, clock.now()
    use.save()
    _touch(fresh)
    _record("application.replace_energy_use", fresh, act, before, _described(use))
    return use


@transaction.atomic
def remove_energy_use(application: Application, use: EnergyUse, act: Act) -> None:
    """Take a use back that was entered wrongly; the event keeps what it said."""
    fresh = _open(application, act)
    use = _own_use(fresh, use)
    before = _described(use)
    use.delete()
    _touch(fresh)
    _record("application.remove_energy_use", fresh, act, before, None)


def _own_use(application: Application, use: EnergyUse) -> EnergyUse:
    """The row, locked, if it is the site's and no other application was judged by it."""
    row = EnergyUse.objects.select_for_update().select_related("carrier").get(pk=use.pk)
    if row.site_id != application.case.site_id:
        raise NotAllowed(_("This energy use belongs to another site."))
    relied_on = (
        Application.objects.live()
        .filter(case__site=row.site_id, baseline_year=row.starts_on.year)
        .exclude(pk=application.pk)
        .exclude(state=ApplicationState.DRAFT)
    )
    if relied_on.exists():
        raise Refused(
            "used_elsewhere",
            _("Another application of this site was judged by this entry; it stays as it is."),
        )
    return row


def _fill(use: EnergyUse, act: Act) -> None:
    given = {**_described(use), **act.data} if use.pk else dict(act.data)
    if absent := [name for name in ENERGY_REQUIRED if given.get(name) in (None, "")]:
        raise BadData({name: [_("This entry is required.")] for name in absent})
    for name, value in _clean(use, given, ENERGY_ENTRIES).items():
        setattr(use, f"{name}_id" if name == "carrier" else name, value)
    _require_sound(use)


def _require_sound(use: EnergyUse) -> None:
    errors: dict[str, list[str]] = {}
    if use.ends_on < use.starts_on:
        errors["ends_on"] = [_("The period ends before it begins.")]
    elif use.ends_on - use.starts_on >= LONGEST_PERIOD:
        errors["ends_on"] = [_("Enter at most a year at a time.")]
    elif other := _overlapping(use):
        text = _("The period overlaps with %(start)s to %(end)s, which is entered already.")
        errors["starts_on"] = [text % {"start": other.starts_on, "end": other.ends_on}]
    units = [unit.value for unit in rules.units_of(use.carrier)]
    if use.unit not in units:
        text = _("%(carrier)s is entered in %(units)s.")
        errors["unit"] = [text % {"carrier": use.carrier, "units": ", ".join(units)}]
    if use.quantity < 0:
        errors["quantity"] = [_("A quantity is not below zero.")]
    if errors:
        raise BadData(errors)


def _overlapping(use: EnergyUse) -> EnergyUse | None:
    rows = EnergyUse.objects.filter(site=use.site_id, carrier=use.carrier_id)
    return rows.filter(starts_on__lte=use.ends_on, ends_on__gte=use.starts_on).exclude(pk=use.pk).first()


def _described(use: EnergyUse) -> dict[str, Any]:
    return {name: getattr(use, f"{name}_id" if name == "carrier" else name) for name in ENERGY_ENTRIES}


# -- figures, evidence, consents -----------------------------------------------------------------------------


@transaction.atomic
def set_year_figures(application: Application, act: Act) -> YearFigures:
    """Store sales, assets and employees of one ``fiscal_year`` of the firm (경영현황)."""
    fresh = _open(application, act)
    values = _clean(YearFigures(), act.data, ("fiscal_year", *FIGURES))
    if "fiscal_year" not in values:
        raise BadData({"fiscal_year": [_("This entry is required.")]})
    figures, _created = YearFigures.objects.select_for_update().get_or_create(
        organisation_id=fresh.case.organisation_id, fiscal_year=values.pop("fiscal_year")
    )
    before = {name: getattr(figures, name) for name in values if getattr(figures, name) != values[name]}
    if before:
        for name in before:
            setattr(figures, name, values[name])
        figures.save(update_fields=list(before))
        _touch(fresh)
        after = {name: values[name] for name in before} | {"fiscal_year": figures.fiscal_year}
        _record("application.set_year_figures", fresh, act, before, after)
    return figures


@transaction.atomic
def attach_evidence(application: Application, upload: UploadedFile, act: Act) -> File:
    """Keep an uploaded file as evidence; ``act.data["purpose"]`` is one of ``asked.of_case``.

    Raises FileRefused with what to do when the file cannot be accepted; then nothing is kept.
    """
    fresh = _open(application, act)
    purpose = act.data.get("purpose")
    if purpose not in {slot.purpose for slot in asked.of_case(fresh.case).slots}:
        raise BadData({"purpose": [_("Choose one of the listed values.")]})
    file = files.store(
        upload,
        case=fresh.case,
        audience=File.Audience.FIRM,
        purpose=purpose,
        actor=act.actor,
        on_behalf_of=act.on_behalf_of,
    )
    _touch(fresh)
    return file


@transaction.atomic
def give_consents(application: Application, act: Act) -> list[Consent]:
    """Record answers to consent texts (``act.data``: code → yes or no) in their current version.

    An answer that repeats the last one is not recorded again. Taking a required consent back is possible as long as
    the application is the firm's to change; it cannot be submitted then.
    """
    fresh = _open(application, act)
    known = rules.given_consents(fresh)
    errors = {code: [_("This entry is not known here.")] for code in act.data if code not in consents.BY_CODE}
    errors |= {
        code: [_("Answer yes or no.")] for code, given in act.data.items() if given not in (True, False)
    }
    if errors:
        raise BadData(errors)
    changed = {code: bool(given) for code, given in act.data.items() if known.get(code) is not bool(given)}
    given = [
        Consent.objects.create(
            application=fresh,
            text_code=code,
            text_version=consents.BY_CODE[code].version,
            given=answer,
            user=act.actor,
            at=clock.now(),
        )
        for code, answer in changed.items()
    ]
    if given:
        _touch(fresh)
        after = {consent.text_code: [consent.text_version, consent.given] for consent in given}
        _record("application.give_consents", fresh, act, None, after)
    return given


# -- shared --------------------------------------------------------------------------------------------------


def _open(application: Application, act: Act) -> Application:
    """Lock, then refuse who may not, what is stale, and what is no longer the firm's to change."""
    _case, fresh = engine.lock(application)
    if not act.actor.has_perm("applications.edit", fresh):
        raise NotAllowed(_("You may not do this in this case."))
    if act.version is not None and act.version != fresh.version:
        raise StaleVersion(sent=act.version, stored=fresh.version, current=stored_entries(fresh))
    if not fresh.is_editable:
        raise WrongState(
            _("The application is with the officials. It can be changed when a correction is requested."),
            code="not_editable",
        )
    return fresh


def _clean(row: models.Model, given: Mapping[str, Any], allowed: tuple[str, ...]) -> dict[str, Any]:
    """Values of known entries as their fields take them; BadData with all errors."""
    errors = {name: [_("This entry is not known here.")] for name in given if name not in allowed}
    values: dict[str, Any] = {}
    for name in allowed:
        if name not in given:
            continue
        try:
            values[name] = _clean_one(name, given[name], row)
        except ValidationError as error:
            errors[name] = list(error.messages)
    if errors:
        raise BadData(errors)
    return values


def _clean_one(name: str, value: Any, row: models.Model) -> Any:
    field: Any = row._meta.get_field(name)
    if isinstance(value, str) and "\x00" in value:
        raise ValidationError(_("The text contains a character that cannot be stored."))
    if isinstance(field, models.JSONField):
        return _processes(value)
    if isinstance(value, list | dict):
        raise ValidationError(_("Enter text."))
    if isinstance(field, models.CharField | models.TextField) and value is None:
        value = ""
    if value == "" and field.null:
        value = None
    if isinstance(field, models.ForeignKey) and isinstance(value, models.Model):
        value = value.pk
    return field.clean(value, row)


def _processes(value: Any) -> list[str]:
    codes = [code for code, _label in Application.PollutingProcess.choices]
    if not isinstance(value, list | tuple) or any(code not in codes for code in value):
        raise ValidationError(_("Choose from the listed processes."))
    return [code for code in codes if code in value]


def _touch(application: Application) -> None:
    """Raise the version and the time of the last save, for a change beside the application's own row."""
    _save(application, ())


def _save(application: Application, names: tuple[str, ...]) -> None:
    application.updated_at = clock.now()
    application.version += 1
    application.save(update_fields=[*names, "updated_at", "version"])


def _record(
    action: str,
    application: Application,
    act: Act,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
) -> None:
    events.record(
        action=action,
        actor=act.actor,
        obj=application,
        case_id=application.case_id,
        before=before,
        after=after,
        reason=act.comment,
        address=act.address,
        on_behalf_of=act.on_behalf_of,
    )
