"""docker-compose.yml read as it stands: what the containers would run, with which environment and health checks.

Where no Docker engine runs, the same command lines are started as plain processes. Only what a container changes
about the machine is replaced: addresses inside the network of the containers, and the volume.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
VARIABLE = re.compile(r"\$\$|\$\{(\w+)\}")


@dataclass(frozen=True)
class Service:
    """One container: its command line, environment and health check (a command line too)."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    health_check: tuple[str, ...]


def read_services(values: Mapping[str, str], replaced: Mapping[str, str]) -> dict[str, Service]:
    """The services that run our image.

    `values` fills ``${NAME}`` as the file .env would; `replaced` says what stands here for what stands there.
    """
    content = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))

    def here(text: str) -> str:
        filled = VARIABLE.sub(lambda found: values[found[1]] if found[1] else "$", str(text))
        for there, ours in replaced.items():
            filled = filled.replace(there, ours)
        return filled

    return {
        name: Service(
            name=name,
            command=tuple(map(here, service["command"])),
            environment={key: here(value) for key, value in service["environment"].items()},
            health_check=_health_check(tuple(map(here, service.get("healthcheck", {}).get("test", ())))),
        )
        for name, service in content["services"].items()
        if service.get("image") == "cleanprod"
    }


def read_example_values() -> dict[str, str]:
    """.env.example, which an operator copies and fills in."""
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def _health_check(test: tuple[str, ...]) -> tuple[str, ...]:
    if not test:
        return ()
    kind, *command = test
    return ("sh", "-c", *command) if kind == "CMD-SHELL" else tuple(command)
