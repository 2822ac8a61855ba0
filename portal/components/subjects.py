"""What a component needs of the record it is given; any model with these attributes will do."""

from typing import Protocol

from django.utils.functional import Promise

# Plain or lazily translated.
Text = str | Promise


class HasState(Protocol):
    state: str

    def get_state_display(self) -> Text: ...


class HasStage(Protocol):
    stage: str

    def get_stage_display(self) -> Text: ...


class HasVersion(Protocol):
    version: int
