"""Every step's services, by record kind and transition name: what the one act page calls."""

from applications.services import TRANSITIONS as APPLICATIONS
from diagnostics.services import TRANSITIONS as DIAGNOSTICS
from portal.services import TRANSITIONS as ACROSS_STEPS
from reports.services import TRANSITIONS as REPORTS
from subsidies.services import TRANSITIONS as SUBSIDIES
from workflow.api import Services

SERVICES: Services = {**APPLICATIONS, **DIAGNOSTICS, **SUBSIDIES, **REPORTS, **ACROSS_STEPS}
