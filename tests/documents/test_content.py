"""Files are taken for what they hold, not for what they are called (goals F1 and F2)."""

import re
import resource
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path, PurePosixPath

import pytest
from django.utils import translation

from documents import content, files, quotas
from documents.content import Kind, Unacceptable
from tests.documents import corpus, hangul, uploads

# What the name or the number of bytes already decides, before any parser is asked.
BY_NAME = {"name", "empty"}

# Check → the file that it alone stops: without the check it is taken.
LETS_THROUGH = {
    "pdf begins": "pdf after other bytes",
    "pdf.ends_where_it_ends": "pdf and page",
    "pdf.few_objects": "pdf of too many pages",
    "pdf.some_pages": "pdf without pages",
    "pdf.nothing_active": "pdf with a script",
    "pdf.folded_once": "pdf folded twice",
    "pdf.bearable_size": "pdf that unfolds to 400 MB",
    "signs.not_an_archive_too": "jpg and zip",
    "signs.not_a_page_too": "jpg and page",
    "signs.no_test_virus": "jpg and eicar",
    "pictures.ends_where_it_ends": "png with a hidden tail",
    "pictures.bearable_pixels": "png of too many pixels",
    "pictures.whole": "cut jpg",
    "archives.few_entries": "many entries",
    "archives.bearable_size": "xlsx of many parts that unfold",
    "archives.bearable_ratio": "unfolding xlsx",
    "archives.each_name_once": "one name twice",
    "archives.names_stay_inside": "zip slip",
    "archives.no_links": "symbolic link",
    "archives.nothing_around": "zip before xlsx",
    "archives.sound_parts": "xlsx with a spoofed size",
    "archives.no_xml_traps": "xlsx with an entity",
    "archives.no_programs": "xlsx with a program as picture",
    "xlsx.a_workbook": "xlsx without its workbook",
    "xlsx.no_active_parts": "xlsx with external links",
    "xlsx.no_foreign_parts": "xlsx with a script beside",
    "xlsx.no_macro_types": "xlsx that calls itself macro workbook",
    "xlsx.no_outside_links": "xlsx that loads from outside",
    "hwp.whole": "hwp without text",
    "hwp.few_streams": "hwp of many streams",
    "hwp.not_encrypted": "hwp with a password",
    "hwp.no_foreign_places": "hwp with macros of another program",
    "hwp.bearable_size": "hwp that unfolds to 400 MB",
    "hwp.few_records": "hwp of many records",
    "hwp.idle_scripts": "hwp with a script",
    "hwp.only_pictures": "hwp with a program as picture",
    "hwp.no_objects_or_links": "hwp that loads from outside",
    "hwp.no_players": "hwp that places an object",
    "hwpx.a_document": "hwpx that says it is something else",
    "hwpx.no_password": "hwpx with a password",  # pragma: allowlist secret
    "hwpx.no_foreign_parts": "hwpx with an object",
    "hwpx.idle_scripts": "hwpx with a script",
    "hwpx.no_outside_parts": "hwpx that loads from outside",
    "hwpx.no_players": "hwpx that places an object",
}
# Check → a file that the parser stops too, and what its sender would then be told instead.
TELLS_WRONG = {
    "jpg begins": ("png as jpg", "damaged"),
    "png begins": ("jpg as png", "damaged"),
    "xlsx begins": ("pdf as xlsx", "damaged"),
    "hwp begins": ("pdf as hwp", "damaged"),
    "hwpx begins": ("hwp as hwpx", "damaged"),
    "archives.not_encrypted": ("xlsx in an enciphered archive", "damaged"),
}


def judged(name: str, data: bytes, kinds: tuple[Kind, ...] = content.KINDS) -> str:
    """The reason of the refusal; empty for a file that is taken."""
    try:
        content.check(BytesIO(data), PurePosixPath(name).suffix.lower(), kinds)
    except Unacceptable as refusal:
        return refusal.reason
    return ""


def without_each_check() -> Iterator[tuple[str, Kind]]:
    """Every kind with one of its checks taken away, by the check's name."""
    for kind in content.KINDS:
        yield f"{kind.extensions[0][1:]} begins", replace(kind, begins=b"")
        for part in ("bytes_checks", "checks"):
            checks = getattr(kind, part)
            for check in checks:
                name = f"{check.__module__.rpartition('.')[2]}.{check.__name__}"
                yield name, replace(kind, **{part: tuple(other for other in checks if other is not check)})


# -- a dozen of each, on every run ---------------------------------------------------------------------------


def test_documents_of_hangul_are_taken_or_refused_with_their_reason():
    assert {case: judged(*file) for case, file in hangul.honest().items()} == dict.fromkeys(
        hangul.honest(), ""
    )
    hostile = hangul.hostile()
    assert {case: judged(name, data) for case, (name, data, _reason) in hostile.items()} == {
        case: reason for case, (_name, _data, reason) in hostile.items()
    }


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("사업자등록증.pdf", uploads.pdf()),
        ("SCAN.PDF", uploads.pdf(pages=3)),
        ("현장.jpg", uploads.picture("JPEG", progressive=True)),
        ("인쇄.jpeg", uploads.picture("JPEG", mode="CMYK")),
        ("도면.png", uploads.picture("PNG", mode="P")),
        ("기초자료.xlsx", uploads.workbook()),
    ],
)
def test_honest_files_are_taken(name, data):
    assert judged(name, data) == ""


def test_small_hostile_files_are_refused_with_their_reason():
    hostile = {case: file for case, file in corpus.small_hostile().items() if file[2] not in BY_NAME}

    assert {case: judged(name, data) for case, (name, data, _reason) in hostile.items()} == {
        case: reason for case, (_name, _data, reason) in hostile.items()
    }


def test_every_reason_has_a_sentence():
    ours = BY_NAME | {"size", "not_png", "picture_size"} | set(quotas.MESSAGES)
    assert content.REASONS | ours == set(files.MESSAGES)


def test_every_check_has_its_file():
    checks = {name for name, _kind in without_each_check()}

    assert checks == LETS_THROUGH.keys() | TELLS_WRONG.keys()


# -- the whole corpus ----------------------------------------------------------------------------------------


@pytest.mark.site
def test_every_honest_file_is_taken():
    honest = corpus.all_honest()

    assert len(honest) >= 40
    assert {case: judged(files.clean_name(name), data) for case, (name, data) in honest.items()} == (
        dict.fromkeys(honest, "")
    )


@pytest.mark.site
def test_every_hostile_file_is_refused_with_its_reason_in_korean():
    hostile = corpus.all_hostile()

    assert len(hostile) >= 60
    assert {reason for _name, _data, reason in hostile.values()} == content.REASONS | BY_NAME
    told = {case: _told(name, data) for case, (name, data, _reason) in hostile.items()}
    assert told == {case: reason for case, (_name, _data, reason) in hostile.items()}
    with translation.override("ko"):
        for reason in content.REASONS | BY_NAME:
            assert re.search("[가-힣]", files.FileRefused(reason).messages[0]), reason


def _told(name: str, data: bytes) -> str:
    """The reason as the whole way of an upload gives it: name, number of bytes, content."""
    try:
        name = files.clean_name(name)
        files._copy_within_limit(uploads.upload(name, data), BytesIO())
    except files.FileRefused as refusal:
        return refusal.reason
    return judged(name, data)


@pytest.mark.site
@pytest.mark.parametrize("check", LETS_THROUGH)
def test_without_a_check_its_file_slips_through(check):
    name, data, reason = corpus.all_hostile()[LETS_THROUGH[check]]
    extension = PurePosixPath(name).suffix.lower()
    weakened = [
        kind for other, kind in without_each_check() if other == check and extension in kind.extensions
    ]

    assert judged(name, data) == reason
    assert [judged(name, data, (kind,)) for kind in weakened] == [""]


@pytest.mark.site
@pytest.mark.parametrize("check", TELLS_WRONG)
def test_without_a_check_the_wrong_reason_is_told(check):
    case, instead = TELLS_WRONG[check]
    name, data, reason = corpus.all_hostile()[case]
    extension = PurePosixPath(name).suffix.lower()
    [weakened] = [
        kind for other, kind in without_each_check() if other == check and extension in kind.extensions
    ]

    assert (judged(name, data), judged(name, data, (weakened,))) == (reason, instead)


# -- what bombs cost -----------------------------------------------------------------------------------------


def _status(field: str) -> int:
    """A figure of this process in bytes."""
    line = re.search(rf"^{field}:\s+(\d+) kB", Path("/proc/self/status").read_text(), re.MULTILINE)
    assert line is not None
    return int(line[1]) * 1024


@pytest.mark.site
@pytest.mark.parametrize("reason", ["pixels", "bomb"])
def test_bombs_cost_little(reason, tmp_path):
    """At most 2 s of CPU in the child that reads, and 50 MB in the process that asked."""
    bombs = {name: file for name, file in corpus.all_hostile().items() if file[2] == reason}
    bombs["an object stream of 2 GB"] = ("a.pdf", uploads.object_stream_bomb(), "bomb")
    costs, growth = {}, {}
    for bomb, (name, data, _reason) in bombs.items():
        path = tmp_path / "bomb"
        path.write_bytes(data)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
        resident = _status("VmRSS")
        with path.open("rb") as stream, pytest.raises(files.FileRefused):
            files._inspect(stream, PurePosixPath(name).suffix)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        costs[bomb] = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        growth[bomb] = _status("VmHWM") - resident

    assert {bomb: cost for bomb, cost in costs.items() if cost > 2} == {}
    assert {bomb: size for bomb, size in growth.items() if size > 50 * 1024**2} == {}
