"""What the app adds to every body when a paper is issued."""

from datetime import date
from typing import TypedDict


class PaperHead(TypedDict):
    kind: str
    title: str
    number: str  # 제2021-001호
    issued_on: date
    language: str
    template_version: int
    verification_code: str
    verification_url: str
    replaces: str  # number of the revoked paper it stands for, or ""


class Issuer(TypedDict):
    code: str
    name: str
    signer: str  # 발신명의: title printed above the seal
    address: str
    phone: str
    email: str
    seal: bool  # only operators that turned their seal on


class Worded(TypedDict):
    """The programme's own words on the paper, with their values put in (``wording.worded``)."""

    version: int  # 0: as in the code
    blocks: dict[str, str]
    seal: str  # address of the seal's picture; "" for the printed name


class Envelope(TypedDict):
    """Added to every body by ``services.issue``; templates read it as ``paper``, ``issuer``, ``demo``, ``wording``."""

    paper: PaperHead
    issuer: Issuer
    demo: bool
    wording: Worded
