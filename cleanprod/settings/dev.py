"""On one's own machine: the embedded run, with the component gallery."""

from cleanprod.settings.base import *  # noqa: F403
from cleanprod.settings.base import SECRET_KEY as _SECRET_KEY
from cleanprod.settings.base import STATE_DIR
from cleanprod.settings.secret import local_secret

STATE_DIR.mkdir(parents=True, exist_ok=True)
SECRET_KEY = _SECRET_KEY or local_secret(STATE_DIR)
SHOW_GALLERY = True
ACCOUNT_EMAIL_VERIFICATION = "optional"
