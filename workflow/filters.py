"""What lists of the API can be narrowed by in every step."""

import django_filters


class OfCase(django_filters.FilterSet):
    """Base: ``?case=<uid>``. An app's own filters come by its ``Meta``."""

    case = django_filters.UUIDFilter(field_name="case__uid")
