"""Every dependency has its reason in docs/dependencies.md, and none is below a known-bad version."""

import re
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

PROJECT = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))
# Known security holes below these versions (RELIABILITY X2).
FLOORS = {"django": "5.2.18", "weasyprint": "70.0"}


def declared() -> set[str]:
    groups = PROJECT["dependency-groups"]
    rows = [*PROJECT["project"]["dependencies"], *groups["dev"], *groups["load"]]
    return {Requirement(row).name for row in rows}


def test_each_dependency_has_a_reason_and_each_reason_a_dependency():
    page = Path("docs/dependencies.md").read_text(encoding="utf-8").partition("## Looked at")[0]
    explained = set(re.findall(r"^\| ([a-z][a-z0-9-]+) \|", page, re.MULTILINE))

    assert explained ^ declared() == set()


@pytest.mark.parametrize(("name", "floor"), FLOORS.items())
def test_nothing_installed_or_declared_is_below_its_floor(name, floor):
    requirement = next(
        Requirement(row) for row in PROJECT["project"]["dependencies"] if Requirement(row).name == name
    )
    lowest = max(Version(part.version) for part in requirement.specifier if part.operator == ">=")

    assert lowest >= Version(floor)
    assert Version(version(name)) >= Version(floor)
