"""A YAML file with the line of every value, so that an error names where it stands."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml
from django.utils.translation import gettext as _
from yaml.nodes import MappingNode, Node, SequenceNode

Path = tuple[str | int, ...]


class PresetError(Exception):
    """The file does not hold together; ``lines`` are sentences, each with its line number."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


class PlainLoader(yaml.SafeLoader):
    """Keeps numbers with a point and dates as they are written: the fields they go into read them exactly.

    Only ``true`` and ``false`` are yes and no: in YAML 1.1 the key ``on`` would be one too.
    """


PlainLoader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern) for tag, pattern in resolvers if not tag.endswith((":float", ":timestamp", ":bool"))
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
PlainLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), ["t", "f"])


@dataclass(frozen=True)
class Source:
    """The parsed file: its values, its name for messages, and the line (from 1) of each path."""

    name: str
    values: dict[str, Any]
    lines: Mapping[Path, int] = field(repr=False)

    def line_of(self, path: Path) -> int:
        """The line of a value; of the nearest one around it where it is missing."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def say(self, path: Path, message: str) -> str:
        where = ".".join(str(part) for part in path)
        return _("%(file)s, line %(line)s, %(where)s: %(message)s") % {
            "file": self.name,
            "line": self.line_of(path),
            "where": where or _("the file"),
            "message": message,
        }


def parse(text: str, name: str) -> Source:
    """Read a file. Raises PresetError for what is no YAML, a doubled key, or a file that is no mapping."""
    try:
        node = yaml.compose(text, Loader=PlainLoader)
        values = yaml.load(text, Loader=PlainLoader)  # noqa: S506  # a SafeLoader
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise PresetError([_said(name, line, error.problem or str(error))]) from error
    if not isinstance(node, MappingNode):
        raise PresetError([_said(name, 1, _("The file must begin with keys such as “program:”."))])
    lines: dict[Path, int] = {}
    doubled = list(_walk(node, (), lines))
    if doubled:
        raise PresetError(
            [
                _said(name, line, _("The key “%(key)s” stands here twice.") % {"key": key})
                for key, line in doubled
            ]
        )
    return Source(name, values, lines)


def _walk(node: Node, path: Path, lines: dict[Path, int]) -> Iterator[tuple[str, int]]:
    """Note the line of every value; yield doubled keys."""
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, SequenceNode):
        for position, item in enumerate(node.value):
            yield from _walk(item, (*path, position), lines)
    if isinstance(node, MappingNode):
        for key, value in node.value:
            inner = (*path, key.value)
            if inner in lines:
                yield key.value, key.start_mark.line + 1
            lines[inner] = key.start_mark.line + 1
            yield from _walk(value, inner, lines)


def _said(name: str, line: int, message: str) -> str:
    return _("%(file)s, line %(line)s: %(message)s") % {"file": name, "line": line, "message": message}


def flatten(errors: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Each message of nested serializer errors with the path of what it concerns."""
    if isinstance(errors, Mapping):
        for key, inner in errors.items():
            yield from flatten(inner, path if key in ("non_field_errors", "__all__") else (*path, key))
    elif isinstance(errors, list) and errors and all(isinstance(item, Mapping) for item in errors):
        for position, inner in enumerate(errors):
            yield from flatten(inner, (*path, position))
    elif isinstance(errors, list):
        for inner in errors:
            yield path, str(inner)
    else:
        yield path, str(errors)
