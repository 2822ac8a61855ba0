"""What the API shows of step 3; what it takes is checked by the acts' schemas and the services."""

from rest_framework import serializers

from subsidies.models import CostItem, Evidence, Grant


class EvidenceSerializer(serializers.ModelSerializer):
    """Evidence that was not withdrawn."""

    cost_item = serializers.UUIDField(source="cost_item.uid", read_only=True)
    file = serializers.UUIDField(source="file.uid", read_only=True)
    file_name = serializers.CharField(source="file.original_name", read_only=True)

    class Meta:
        model = Evidence
        fields = (
            "uid",
            "cost_item",
            "kind",
            "number",
            "supplier",
            "issued_on",
            "supply_price_krw",
            "vat_krw",
            "file",
            "file_name",
            "verdict",
            "reason",
        )
        read_only_fields = fields


class CostItemSerializer(serializers.ModelSerializer):
    """A cost item that was not replaced; money without VAT unless named."""

    measure = serializers.UUIDField(source="measure.uid", read_only=True)
    evidence = EvidenceSerializer(source="proofs", many=True, read_only=True)

    class Meta:
        model = CostItem
        fields = (
            "uid",
            "position",
            "measure",
            "name",
            "supplier",
            "supply_price_krw",
            "vat_krw",
            "eligible",
            "evidence",
        )
        read_only_fields = fields


class GrantSerializer(serializers.ModelSerializer):
    """A grant of ``with_items()``. Amounts are whole won; shares are fractions."""

    case = serializers.UUIDField(source="case.uid", read_only=True)
    case_number = serializers.CharField(source="case.number", read_only=True)
    organization = serializers.UUIDField(source="case.organisation.uid", read_only=True)
    line = serializers.CharField(source="line.code", read_only=True)
    own_share_krw = serializers.IntegerField(read_only=True)
    cost_items = CostItemSerializer(source="items", many=True, read_only=True)

    class Meta:
        model = Grant
        fields = (
            "uid",
            "version",
            "case",
            "case_number",
            "organization",
            "state",
            "line",
            "support_type",
            "size",
            "grade",
            "rate",
            "ceiling_krw",
            "own_share_floor",
            "rounding",
            "requested_krw",
            "eligible_krw",
            "public_krw",
            "own_krw",
            "vat_krw",
            "ineligible_krw",
            "award_krw",
            "own_share_krw",
            "paid_krw",
            "final_eligible_krw",
            "final_public_krw",
            "final_own_krw",
            "settlement_rule",
            "return_due_krw",
            "return_due_on",
            "returned_krw",
            "approved_at",
            "settled_at",
            "created_at",
            "updated_at",
            "cost_items",
        )
        read_only_fields = fields


class EvidenceBodySerializer(serializers.Serializer):
    """The shape of new evidence. ``file``: the upload itself (multipart) or the uid of a file of this case."""

    cost_item = serializers.UUIDField()
    version = serializers.IntegerField(required=False, allow_null=True, default=None)
    kind = serializers.CharField()
    number = serializers.CharField()
    supplier = serializers.CharField()
    issued_on = serializers.CharField()
    supply_price_krw = serializers.CharField()
    vat_krw = serializers.CharField()


class EvidenceUploadSerializer(EvidenceBodySerializer):
    """As multipart form."""

    file = serializers.FileField()
