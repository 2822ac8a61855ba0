"""A secret key for the embedded run, made once and kept beside its database."""

import secrets
from pathlib import Path


def local_secret(state_dir: Path) -> str:
    """Return the installation's own key; written with mode 600 on first use."""
    path = state_dir / "secret_key"
    if not path.exists():
        state_dir.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()
