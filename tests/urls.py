"""The URLs of the project, walked: names, routes, and the methods each view answers."""

from collections.abc import Callable, Iterator

from django.urls import URLPattern, URLResolver, get_resolver

METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})
OWN = {
    "accounts", "applications", "cleanprod", "diagnostics", "documents", "journal", "ledger", "portal", "programs",
    "reports", "subsidies", "workflow",
}  # fmt: skip

Named = tuple[str, str, Callable]


def patterns(resolver: URLResolver | None = None, prefix: str = "", namespace: str = "") -> Iterator[Named]:
    """Every (name with its namespace, route, view) of the project."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}", route, pattern.callback
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from patterns(pattern, route, inner)


def is_own(view: Callable) -> bool:
    return view.__module__.partition(".")[0] in OWN


def methods_of(view: Callable) -> frozenset[str]:
    """The methods a view answers: its actions or handlers, or those of ``require_http_methods``; else unknown."""
    if actions := getattr(view, "actions", None):
        return frozenset(method.upper() for method in actions) & METHODS
    if view_class := getattr(view, "view_class", None) or getattr(view, "cls", None):
        return frozenset(method for method in METHODS if hasattr(view_class, method.lower()))
    for cell in view.__closure__ or ():
        content = cell.cell_contents
        if isinstance(content, list) and content and METHODS.issuperset(content):
            return frozenset(content)
    inner = getattr(view, "__wrapped__", None)
    return methods_of(inner) if inner else frozenset()
