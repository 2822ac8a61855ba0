"""Who sees which programmes, rounds and questions, and who sets them up."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

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


class FrozenRowError(Exception):
    """Somebody tried to change a set that a case has pinned, or a row of it."""


class VersionedQuerySet(models.QuerySet):
    """Sets of rules. Changing many at once is refused as soon as one of them is frozen."""

    def update(self, **values: Any) -> int:
        self._require_thawed()
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._require_thawed()
        return super().delete()

    def _require_thawed(self) -> None:
        _refuse(self.filter(frozen_at__isnull=False))


class RowQuerySet(models.QuerySet):
    """Rows of sets of rules. Changing or adding many at once is refused as soon as one is of a frozen set."""

    def update(self, **values: Any) -> int:
        self._require_thawed()
        if (owner := values.get(self._owner)) is not None:
            self._require_thawed_owners([owner])
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._require_thawed()
        return super().delete()

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        objs = list(objs)
        self._require_thawed_owners(obj.owner for obj in objs)
        return super().bulk_create(objs, *args, **kwargs)

    def _require_thawed(self) -> None:
        _refuse(self.filter(**{f"{self._owner}__frozen_at__isnull": False}))

    def _require_thawed_owners(self, owners: Iterable[Any]) -> None:
        """An owner at hand may have been frozen since it was read."""
        model: Any = self.model._meta.get_field(self._owner).related_model
        keys = {getattr(owner, "pk", owner) for owner in owners}
        _refuse(model._default_manager.filter(pk__in=keys, frozen_at__isnull=False))

    @property
    def _owner(self) -> str:
        """The field that names the set (RowOfVersion.owner_field)."""
        model: Any = self.model
        return str(model.owner_field)


def _refuse(frozen: models.QuerySet) -> None:
    if (found := frozen.order_by("pk").first()) is not None:
        raise FrozenRowError(f"{found} is in use and frozen: make a new version.")
