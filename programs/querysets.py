"""Who sees which programmes, rounds and questions, and who sets them up."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from accounts.roles import Role
from journal import clock

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


def set_up_codes(user: "User | AnonymousUser") -> list[str] | None:
    """Codes of the programmes somebody sets up; None means all. An administrator of one region sets up none."""
    if not user.is_authenticated:
        return []
    own = [m for m in user.current_memberships if m.role == Role.ADMIN and not m.region_code]
    return None if any(not m.program_code for m in own) else [m.program_code for m in own]


def _within(user: "User | AnonymousUser", path: str) -> Q:
    codes = set_up_codes(user)
    return Q() if codes is None else Q(**{f"{path}__in": codes})


class ProgramQuerySet(models.QuerySet):
    def set_up_by(self, user: "User | AnonymousUser") -> Self:
        """Programmes that this administrator sets up."""
        return self.filter(_within(user, "code"))


class RoundQuerySet(models.QuerySet):
    def published(self) -> Self:
        """Rounds the public may read about: open, paused and ended ones, each from its hour of publication on."""
        return self.filter(
            Q(call=None) | Q(call__publish_at=None) | Q(call__publish_at__lte=clock.now()), is_test=False
        ).exclude(status="draft")

    def set_up_by(self, user: "User | AnonymousUser") -> Self:
        """Rounds that this administrator sets up."""
        return self.filter(_within(user, "program__code"))

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Everybody reads published rounds; administrators also what they prepare and test."""
        return self.published() | self.set_up_by(user)

    def with_list_data(self) -> Self:
        return self.select_related("program__operator", "call").prefetch_related("regions")


class QuestionQuerySet(models.QuerySet):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Published answers; one's own questions; all of the programmes one sets up."""
        seen = Q(is_public=True)
        if user.is_authenticated:
            seen |= Q(asked_by=user.pk) | _within(user, "round__program__code")
        return self.filter(seen)

    def awaiting_answer(self) -> Self:
        return self.filter(answer="")
