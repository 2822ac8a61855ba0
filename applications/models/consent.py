"""What the firm agreed to."""

from django.conf import settings
from django.db import models

from applications.consents import BY_CODE, ConsentText
from applications.models.application import Application
from journal import clock


class Consent(models.Model):
    """Who agreed to which text, in which version, when (동의)."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="consents")
    text_code = models.SlugField(max_length=40)
    text_version = models.CharField(max_length=20)
    given = models.BooleanField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["application", "pk"]

    def __str__(self) -> str:
        return f"{self.text_code} {self.text_version}"

    @property
    def text(self) -> ConsentText:
        """What the code names now; the version says which wording was agreed to."""
        return BY_CODE[self.text_code]
