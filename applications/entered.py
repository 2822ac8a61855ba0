"""The entries of the application, by the section of the form in which the firm gives them."""

SECTION_ENTRIES: dict[str, tuple[str, ...]] = {
    "firm": ("size", "ksic_revision", "ksic_code", "contact_name", "contact_phone", "contact_email"),
    "management": ("baseline_year", "regular_employees", "monthly_employees", "products"),
    "processes": (
        "polluting_processes",
        "processes",
        "root_industry",
        "root_confirmation_until",
        "energy_audit_duty",
        "has_permits",
    ),
    "wishes": ("difficulties", "wishes", "consecutive_years", "other_support", "other_support_detail"),
}
ENTRIES = tuple(name for names in SECTION_ENTRIES.values() for name in names)
SECTION_OF = {name: section for section, names in SECTION_ENTRIES.items() for name in names}
