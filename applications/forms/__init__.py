"""What the firm types in step 1, and what officials look for."""

from applications.forms.bills import BillFileForm, BillForm, BillFormSet, LayOutForm, NoteForm, stored_bill
from applications.forms.entries import (
    FirmForm,
    ManagementForm,
    ProcessesForm,
    SectionForm,
    WishesForm,
    industries,
)
from applications.forms.evidence import DateForm, EvidenceForm, WalletForm
from applications.forms.fields import FilesField, FilesInput, YesNoField
from applications.forms.listing import ListFilterForm
from applications.forms.start import StartForm
from applications.forms.submitting import AnswerForm, ConsentForm, SubmitForm
from applications.forms.tables import (
    FiguresFormSet,
    PermitFormSet,
    ProductionFormSet,
    RowForm,
    empty_rows,
)

__all__ = [
    "AnswerForm",
    "BillFileForm",
    "BillForm",
    "BillFormSet",
    "ConsentForm",
    "DateForm",
    "EvidenceForm",
    "FiguresFormSet",
    "FilesField",
    "FilesInput",
    "FirmForm",
    "LayOutForm",
    "ListFilterForm",
    "ManagementForm",
    "NoteForm",
    "PermitFormSet",
    "ProcessesForm",
    "ProductionFormSet",
    "RowForm",
    "SectionForm",
    "StartForm",
    "SubmitForm",
    "WalletForm",
    "WishesForm",
    "YesNoField",
    "empty_rows",
    "industries",
    "stored_bill",
]
