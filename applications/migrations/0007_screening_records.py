import uuid

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import journal.clock


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "__first__"),
        ("applications", "0006_bills"),
        ("programs", "0004_interviews"),
        ("workflow", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseContact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("name", models.CharField(max_length=60, verbose_name="Name")),
                ("position", models.CharField(blank=True, max_length=60, verbose_name="Position")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("head", "Head of the company"),
                            ("field", "Responsible on the shop floor"),
                            ("energy", "Energy and environment"),
                            ("accounts", "Accounting"),
                            ("other", "Other"),
                        ],
                        max_length=8,
                        verbose_name="Responsible for",
                    ),
                ),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="Phone")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="E-mail")),
                ("added_at", models.DateTimeField(default=journal.clock.now)),
                ("until", models.DateTimeField(blank=True, null=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contacts",
                        to="workflow.case",
                    ),
                ),
            ],
            options={
                "ordering": ["case", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Interview",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "audience",
                    models.CharField(
                        choices=[("ceo", "Management"), ("staff", "Staff")],
                        max_length=5,
                        verbose_name="Who is asked",
                    ),
                ),
                ("person_name", models.CharField(max_length=60, verbose_name="Person interviewed")),
                ("position", models.CharField(blank=True, max_length=60, verbose_name="Position")),
                ("held_on", models.DateField(verbose_name="Held on")),
                ("created_at", models.DateTimeField(default=journal.clock.now, editable=False)),
                ("updated_at", models.DateTimeField(default=journal.clock.now, editable=False)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="interviews",
                        to="applications.application",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "questionnaire",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programs.questionnaire",
                    ),
                ),
            ],
            options={
                "ordering": ["application", "held_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="LocalFirm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("identity", models.CharField(editable=False, max_length=64)),
                (
                    "business_number",
                    models.CharField(
                        blank=True,
                        db_index=True,
                        max_length=10,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^\\d{10}$", "Enter the ten digits of the business number."
                            )
                        ],
                        verbose_name="Business number",
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="Company name")),
                (
                    "representative",
                    models.CharField(blank=True, max_length=60, verbose_name="Representative"),
                ),
                ("address", models.CharField(blank=True, max_length=200, verbose_name="Address")),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="Phone")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="E-mail")),
                (
                    "ksic_code",
                    models.CharField(blank=True, max_length=5, verbose_name="Industry code (KSIC)"),
                ),
                ("employees", models.PositiveIntegerField(blank=True, null=True, verbose_name="Employees")),
                ("source_file", models.CharField(max_length=150, verbose_name="From the file")),
                ("imported_at", models.DateTimeField(default=journal.clock.now)),
                ("excluded_at", models.DateTimeField(blank=True, null=True)),
                (
                    "exclusion_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="Why it is left out"),
                ),
                ("unsubscribed_at", models.DateTimeField(blank=True, null=True)),
                ("is_demo", models.BooleanField(default=False)),
                (
                    "imported_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="local_firms",
                        to="programs.region",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="LocalFirmContact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("on", models.DateField(verbose_name="Day")),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("phone", "Phone"),
                            ("email", "E-mail"),
                            ("visit", "Visit"),
                            ("letter", "Letter"),
                            ("event", "Briefing or event"),
                        ],
                        max_length=8,
                        verbose_name="How",
                    ),
                ),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("reached", "Reached"),
                            ("interested", "Reached, wants to apply"),
                            ("declined", "Reached, does not want to"),
                            ("not_reached", "Not reached"),
                            ("wrong_data", "Phone or address is wrong"),
                        ],
                        max_length=12,
                        verbose_name="Result",
                    ),
                ),
                ("person", models.CharField(blank=True, max_length=60, verbose_name="Spoke with")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="Note")),
                ("at", models.DateTimeField(default=journal.clock.now)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contacts",
                        to="applications.localfirm",
                    ),
                ),
            ],
            options={
                "ordering": ["-on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="LocalFirmInvitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("email", models.EmailField(max_length=254, verbose_name="E-mail")),
                ("asked_at", models.DateTimeField(default=journal.clock.now)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="applications.localfirm",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programs.round"
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="MatchKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("business_number", "Business number"),
                            ("corporate_number", "Corporate number"),
                            ("address", "Factory address"),
                            ("phone", "Phone"),
                            ("representative", "Representative"),
                        ],
                        max_length=16,
                    ),
                ),
                ("digest", models.CharField(max_length=32)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="match_keys",
                        to="applications.application",
                    ),
                ),
            ],
            options={
                "ordering": ["application", "kind"],
            },
        ),
        migrations.CreateModel(
            name="Pledge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("text_version", models.CharField(max_length=20)),
                ("at", models.DateTimeField(default=journal.clock.now)),
                ("address", models.CharField(blank=True, max_length=45)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pledges",
                        to="workflow.case",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pledges",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["case", "pk"],
            },
        ),
        migrations.CreateModel(
            name="SiteCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("visited_on", models.DateField(verbose_name="Visited on")),
                ("findings", models.TextField(verbose_name="Findings")),
                ("recommended", models.BooleanField(verbose_name="Recommended for selection")),
                ("at", models.DateTimeField(default=journal.clock.now)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="site_checks",
                        to="applications.application",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-visited_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="DuplicateFlag",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("business_number", "Same business number in this call"),
                            ("corporate_number", "Same corporate number in this call"),
                            ("address", "Same factory address in this call"),
                            ("phone", "Same phone number in this call"),
                            ("representative", "Same representative in this call"),
                            ("year_before", "Took part in the year before"),
                            ("other_programme", "Takes part in another programme at the same time"),
                            ("other_support", "Declares support of the same kind from elsewhere"),
                        ],
                        max_length=16,
                    ),
                ),
                ("digest", models.CharField(editable=False, max_length=32)),
                ("matched", models.CharField(max_length=200, verbose_name="What matches")),
                ("found_at", models.DateTimeField(default=journal.clock.now)),
                ("gone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("same", "Same applicant"),
                            ("different", "Different applicants"),
                            ("irrelevant", "Does not matter here"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("decision_reason", models.TextField(blank=True, verbose_name="Reason")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duplicate_flags",
                        to="applications.application",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="flags_elsewhere",
                        to="applications.application",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [models.Index(fields=["state", "-id"], name="duplicate_flag_state_newest")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("application", "other", "reason", "digest"), name="duplicate_flag_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("other", None)),
                        fields=("application", "reason", "digest"),
                        name="duplicate_flag_once_alone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("other", None),
                            models.Q(("other", models.F("application")), _negated=True),
                            _connector="OR",
                        ),
                        name="duplicate_flag_not_of_itself",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at", None),
                                ("decided_by", None),
                                ("decision_reason", ""),
                                ("state", "open"),
                            ),
                            models.Q(
                                models.Q(("state", "open"), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                models.Q(("decision_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="duplicate_flag_resolved_by_person_with_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InterviewAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(blank=True)),
                (
                    "value",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(99),
                        ],
                    ),
                ),
                (
                    "interview",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="applications.interview",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programs.questionnaireitem",
                    ),
                ),
            ],
            options={
                "ordering": ["interview", "item__position"],
                "constraints": [
                    models.UniqueConstraint(fields=("interview", "item"), name="interview_answer_once"),
                    models.CheckConstraint(
                        condition=models.Q(("value", None), ("value__lte", 99), _connector="OR"),
                        name="interview_answer_is_small",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="localfirm",
            constraint=models.UniqueConstraint(
                fields=("region", "identity"), name="local_firm_once_per_region"
            ),
        ),
        migrations.AddConstraint(
            model_name="localfirm",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("excluded_at", None), ("exclusion_reason", "")),
                    models.Q(
                        ("excluded_at__isnull", False), models.Q(("exclusion_reason", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="local_firm_exclusion_has_reason",
            ),
        ),
        migrations.AddIndex(
            model_name="localfirmcontact",
            index=models.Index(fields=["firm", "-id"], name="local_contact_newest"),
        ),
        migrations.AddConstraint(
            model_name="localfirminvitation",
            constraint=models.UniqueConstraint(
                fields=("firm", "round"), name="local_invitation_once_per_round"
            ),
        ),
        migrations.AddConstraint(
            model_name="localfirminvitation",
            constraint=models.UniqueConstraint(
                fields=("round", "email"), name="local_invitation_once_per_address"
            ),
        ),
        migrations.AddIndex(
            model_name="matchkey",
            index=models.Index(fields=["kind", "digest"], name="match_key_kind_digest"),
        ),
        migrations.AddConstraint(
            model_name="matchkey",
            constraint=models.UniqueConstraint(
                fields=("application", "kind", "digest"), name="match_key_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="pledge",
            constraint=models.UniqueConstraint(
                fields=("case", "user", "text_version"), name="pledge_once_per_text"
            ),
        ),
        migrations.AddConstraint(
            model_name="sitecheck",
            constraint=models.CheckConstraint(
                condition=models.Q(("findings", ""), _negated=True), name="site_check_has_findings"
            ),
        ),
    ]
