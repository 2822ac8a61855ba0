"""Which rounds somebody may see."""

from typing import Self

from django.db import models

from accounts.roles import Role


class RoundQuerySet(models.QuerySet):
    def published(self) -> Self:
        """Rounds the public may read about: open ones and those that ended."""
        return self.exclude(status="draft")

    def visible_to(self, user) -> Self:
        """Everybody reads published rounds; administrators prepare the others."""
        rounds = self.filter(is_test=False).published()
        if user.is_authenticated and user.has_role(Role.ADMIN):
            codes = [m.program_code for m in user.current_memberships if m.role == Role.ADMIN]
            if "" in codes:
                return self.all()
            rounds = rounds | self.filter(program__code__in=codes)
        return rounds

    def with_list_data(self) -> Self:
        return self.select_related("program__operator").prefetch_related("regions")
