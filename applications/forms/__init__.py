"""What the firm types in step 1, and what officials look for."""

from applications.forms.baseline import EnergyFormSet, EnergyUseForm, YearFiguresFormSet, stored_use
from applications.forms.entries import EntriesForm, industries
from applications.forms.evidence import EvidenceForm
from applications.forms.fields import FilesField, FilesInput, YesNoField
from applications.forms.listing import ListFilterForm
from applications.forms.start import StartForm
from applications.forms.submitting import AnswerForm, ConsentForm, SubmitForm

__all__ = [
    "AnswerForm",
    "ConsentForm",
    "EnergyFormSet",
    "EnergyUseForm",
    "EntriesForm",
    "EvidenceForm",
    "FilesField",
    "FilesInput",
    "ListFilterForm",
    "StartForm",
    "SubmitForm",
    "YearFiguresFormSet",
    "YesNoField",
    "industries",
    "stored_use",
]
