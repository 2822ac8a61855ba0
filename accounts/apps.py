from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        # Registers every permission (nothing else may), and how the API's schema names our tokens.
        from accounts import openapi, permissions  # noqa: F401
