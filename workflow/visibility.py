"""Which firms and sites somebody may see: their own, and those of the cases they may see."""

from django.db.models import Q, QuerySet

from accounts.models import Organisation, Site, User
from workflow.models import Case


def visible_organisations(user: User) -> QuerySet[Organisation]:
    own = Organisation.objects.belonging_to(user).values("pk")
    cases = Case.objects.visible_to(user).order_by().values("organisation")
    return Organisation.objects.filter(Q(pk__in=own) | Q(pk__in=cases))


def visible_sites(user: User) -> QuerySet[Site]:
    own = Site.objects.belonging_to(user).values("pk")
    cases = Case.objects.visible_to(user).exclude(site=None).order_by().values("site")
    return Site.objects.filter(Q(pk__in=own) | Q(pk__in=cases))
