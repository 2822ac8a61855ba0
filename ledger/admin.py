"""The ledger in the service hatch: to read, never to write."""

from django.contrib import admin

from journal.admin import ReadOnlyAdmin
from ledger.models import Entry, FundingLine

admin.site.register([FundingLine, Entry], ReadOnlyAdmin)
