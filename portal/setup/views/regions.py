"""The regions and strands of a round, and the region sets that all programmes share."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.errors import ActError
from accounts.forms import show_error, status_of
from portal.setup import access, regions
from portal.setup.region_forms import AddRegionForm, PartForm, RegionForm, StrandFormSet, strand_rows
from portal.setup.views.rounds import show
from programs import regions as region_sets
from programs import services
from programs.models import Region, Round, RoundRegion


@require_http_methods(["GET", "POST"])
def region_parts(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Who takes part, with targets, quota and officials; ``POST`` lets another region take part."""
    round_ = access.round_of(request, uid)
    form = AddRegionForm(request.POST if request.method == "POST" else None, round_=round_)
    added = access.saved(
        form, lambda: regions.add(round_, form.cleaned_data["region"], access.edit_of(request))
    )
    if added:
        messages.success(request, _("%(region)s takes part.") % {"region": added.region})
        return redirect("setup:part-edit", round_.uid, added.region.uid)
    context = {"form": form, "parts": regions.overview(round_), "strands": round_.strands.all()}
    return show(request, round_, "setup/regions/parts.html", context, form)


@require_http_methods(["GET", "POST"])
def part_edit(request: HttpRequest, uid: UUID, region: UUID) -> HttpResponse:
    """What a region says of itself in this round, and what it wants to reach."""
    round_ = access.round_of(request, uid)
    part, shown = _part(round_, region), _part(round_, region)
    form = PartForm(request.POST if request.method == "POST" else None, instance=shown)

    def save() -> RoundRegion:
        return regions.save(part, form.values(), form.targets(), access.edit_of(request))

    if access.saved(form, save):
        messages.success(request, _("%(region)s was saved.") % {"region": part})
        return redirect("setup:regions", round_.uid)
    context = {"form": form, "part": part, "revision": access.revision_shown(form, part)}
    return show(request, round_, "setup/regions/part.html", context, form)


@require_http_methods(["POST"])
def part_remove(request: HttpRequest, uid: UUID, region: UUID) -> HttpResponse:
    round_ = access.round_of(request, uid)
    part = _part(round_, region)
    try:
        regions.remove(part, access.edit_of(request))
    except ActError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("%(region)s does not take part any more.") % {"region": part})
    return redirect("setup:regions", round_.uid)


def _part(round_: Round, region: UUID) -> RoundRegion:
    return get_object_or_404(round_.parts.select_related("region", "round"), region__uid=region)


@require_http_methods(["GET", "POST"])
def strands(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The strands of the round, one row for each kind."""
    round_ = access.round_of(request, uid)
    formset = StrandFormSet(request.POST if request.method == "POST" else None, initial=strand_rows(round_))
    if formset.is_bound and not formset.forms:  # posted by no page of ours
        return redirect("setup:strands", round_.uid)
    if request.method == "POST" and formset.is_valid():
        chosen = [form.strand(round_) for form in formset if form.cleaned_data["is_part"]]
        try:
            services.replace_owned(round_, "strands", chosen, access.edit_of(request))
        except ActError as error:
            show_error(formset.forms[0], error)
        else:
            messages.success(request, _("The strands were saved."))
            return redirect("setup:regions", round_.uid)
    refused = next((form for form in formset if form.is_bound and form.errors), None)
    first = refused or formset.forms[0]
    context = {"formset": formset, "revision": access.revision_shown(first, round_)}
    return show(request, round_, "setup/regions/strands.html", context, refused)


@require_http_methods(["GET"])
def region_list(request: HttpRequest) -> HttpResponse:
    """Every region set, for all programmes."""
    found = Region.objects.prefetch_related("areas").annotate(number_of_rounds=Count("rounds"))
    return render(request, "setup/regions/list.html", {"regions": found.order_by("code")})


@require_http_methods(["GET", "POST"])
def region_new(request: HttpRequest) -> HttpResponse:
    form = RegionForm(request.POST or None)

    def save() -> Region:
        return region_sets.create(form.instance, form.cleaned_data["areas"], access.edit_of(request))

    if access.saved(form, save):
        messages.success(request, _("The region was made."))
        return redirect("setup:region-list")
    return _region_page(request, form, _("New region"))


@require_http_methods(["GET", "POST"])
def region_edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    region, shown = (get_object_or_404(Region, uid=uid) for _twice in range(2))
    form = RegionForm(request.POST or None, instance=shown)

    def save() -> Region:
        areas = form.cleaned_data["areas"]
        return region_sets.change(region, form.values(), areas, access.edit_of(request))

    if access.saved(form, save):
        messages.success(request, _("The region was saved."))
        return redirect("setup:region-list")
    return _region_page(request, form, str(region), access.revision_shown(form, region))


def _region_page(request: HttpRequest, form: RegionForm, title: str, revision: str = "") -> HttpResponse:
    context = {"form": form, "title": title, "revision": revision}
    return render(request, "setup/regions/region.html", context, status=status_of(form))
