"""Lines of money as plain data: one description for the API and for preset files."""

from ledger.models import FundingLine, SourceShare
from programs.serializers import SOURCED, RowSerializer


class FundingLineSerializer(RowSerializer):
    """What a line says of itself; its amounts are entries, not fields."""

    class Meta:
        model = FundingLine
        fields = ("code", "fund_source", "purpose", "law", "external_system", "external_number", *SOURCED)


class SourceShareSerializer(RowSerializer):
    class Meta:
        model = SourceShare
        fields = ("fund_source", "percent")
