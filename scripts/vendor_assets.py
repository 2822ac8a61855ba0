"""Download, check and unpack the third-party files that pages, papers and browser tests use.

    python scripts/vendor_assets.py            unpack into static/vendor/ and tests/assets/
    python scripts/vendor_assets.py --check    fail if the committed files differ from a fresh run

The result is committed, so neither a build nor a run needs Node or the network; only this
script calls `npm pack`. Every archive is checked against the SHA-512 pinned below before it is
opened, and the same archives always give the same bytes, so a second run changes nothing.

Needs `npm` and the development dependencies (fontTools).
"""

from __future__ import annotations

import argparse
import base64
import filecmp
import hashlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / "var" / "vendor"
STATIC = Path("static/vendor")
TEST_ASSETS = Path("tests/assets")

# The Reserved Font Name may not be carried by changed fonts (SIL OFL 1.1, clause 3).
CHANGED_FONT_NAME = "Cleanprod GOV"
# Names a reader sees: family, unique id, full name, PostScript name, typographic family.
FONT_NAME_RECORDS = {
    1: "{family}",
    3: "{family} {style}",
    4: "{family} {style}",
    6: "{ps}-{style}",
    16: "{family}",
}

HANGUL_SYLLABLES = frozenset(range(0xAC00, 0xD7A4))
HANJA = frozenset({*range(0x3400, 0xA000), *range(0xF900, 0xFB00)})

KRDS_NOTICE = """\
KRDS HTML component kit (krds-uiux 1.1.0), the design system of the Korean government.

Licence stated in its package.json: ISC. Its README says (translated): "This package follows the
terms of use of the Korean digital government design system (KRDS)"; the terms are published on
the KRDS site under "저작권" (copyright). Source: KRDS, Ministry of the Interior and Safety.

Changed here by scripts/vendor_assets.py: only the style sheet, its tokens and the icons it names
are kept; both sheets are wrapped in the cascade layer "krds" and lose their "!important"; the
logo of KRDS is replaced by a neutral mark, because this portal is not KRDS.
"""

# Takes the place of both KRDS logos: the sheet refers to them, but they are not ours to show.
NEUTRAL_LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="152" height="48" viewBox="0 0 152 48">'
    '<path d="M24 6C14 14 10 22 10 29a14 14 0 0 0 28 0c0-7-4-15-14-23z" fill="#256ef4"/></svg>\n'
)


@dataclass(frozen=True)
class Package:
    """One npm package: its exact version and the SHA-512 of its archive (npm's `dist.integrity`)."""

    name: str
    version: str
    integrity: str

    @property
    def archive(self) -> Path:
        return CACHE / f"{self.name}-{self.version}.tgz"


KRDS = Package(
    "krds-uiux",
    "1.1.0",
    "sha512-4cjL3cpnlTaDrkivVceDpWhHxUYgV2AhiRRbO74I8ZKlnM17BcutEjPOlMOz9RQGAmdEubTsSYoyKFhvD1/g+A==",
)
PRETENDARD = Package(
    "pretendard-gov",
    "1.3.9",
    "sha512-U9bEVWfBoM5AUAM2yJvmbffrt4oO//onVbKOIzy/pEU0SEP+6O/YmOxGgYaMgDr+zmqhDGhSwQqOnBFSgmp4bQ==",
)
HTMX = Package(
    "htmx.org",
    "2.0.11",
    "sha512-Thx/WtpeOQqSrqBCw/A1cwGJGg4UrVa3+sW0GmrM3p4gJgO89ecH4qtbnyzDDWFvBTqjnIMCgELTNt636dtamA==",
)
AXE = Package(
    "axe-core",
    "4.14.1",
    "sha512-FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==",
)


def fetch(package: Package) -> Path:
    """Return the package's archive, downloaded if needed; refuse one with another hash."""
    if not package.archive.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            ["npm", "pack", "--silent", f"{package.name}@{package.version}"],
            cwd=CACHE,
            check=True,
            stdout=subprocess.DEVNULL,
        )
    digest = hashlib.sha512(package.archive.read_bytes()).digest()
    actual = "sha512-" + base64.b64encode(digest).decode()
    if actual != package.integrity:
        package.archive.unlink()
        sys.exit(f"{package.name}@{package.version}: integrity is {actual}, pinned is {package.integrity}")
    return package.archive


class Contents:
    """Read access to the files of one checked archive, by their path inside the package."""

    def __init__(self, package: Package) -> None:
        with tarfile.open(fetch(package)) as archive:
            self._files = {
                member.name.removeprefix("package/"): extracted.read()
                for member in archive
                if member.isfile() and (extracted := archive.extractfile(member)) is not None
            }

    def data(self, path: str) -> bytes:
        return self._files[path]

    def text(self, path: str) -> str:
        return self._files[path].decode("utf-8-sig")


def write(path: Path, content: bytes | str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())


# -- KRDS ------------------------------------------------------------------------------------


def layered(css: str, url_from: str, url_to: str) -> str:
    """Wrap a sheet in the layer `krds`, so that any rule of ours wins whatever its specificity.

    `@charset` and `@import` may not stand inside a layer, the source map is not vendored, and
    `!important` goes, because inside a layer it would beat even our important rules.
    """
    css = re.sub(r'@(charset|import) "[^"]*";\s*', "", css)
    css = re.sub(r"/\*# sourceMappingURL=.*?\*/", "", css)
    css = re.sub(r"\s*!important", "", css)
    return "@layer krds {\n" + css.replace(url_from, url_to).strip() + "\n}\n"


def vendor_krds(target: Path) -> None:
    """Tokens, the component sheet and exactly the icons that the sheet names."""
    kit = Contents(KRDS)
    sheet = layered(kit.text("resources/css/component/output.css"), "url(../../img/component/", "url(")
    icons = sorted(set(re.findall(r"url\((icon/[\w.]+)\)", sheet)))
    write(target / "krds/tokens.css", layered(kit.text("resources/css/token/krds_tokens.css"), "", ""))
    write(target / "krds/output.css", sheet)
    for icon in icons:
        logo = icon.startswith("icon/ico_logo_krds")
        write(target / "krds" / icon, NEUTRAL_LOGO if logo else kit.data(f"resources/img/component/{icon}"))
    write(target / "krds/NOTICE.txt", KRDS_NOTICE)


# -- Pretendard GOV --------------------------------------------------------------------------


def captured(pattern: str, text: str) -> str:
    """The first group of `pattern` in `text`; the package is not what we think without one."""
    match = re.search(pattern, text)
    if match is None:
        sys.exit(f"expected {pattern} in: {text[:200]}")
    return match[1]


def ranges(unicode_range: str) -> set[int]:
    """The code points of a CSS `unicode-range` value such as "U+f92f-f980, U+ff07"."""
    points: set[int] = set()
    for part in unicode_range.split(","):
        first, _, last = part.strip().removeprefix("U+").partition("-")
        points.update(range(int(first, 16), int(last or first, 16) + 1))
    return points


def vendor_web_font(target: Path, fonts: Contents) -> None:
    """The variable font in pieces that a browser fetches only for the characters it shows.

    Pieces that are mostly hanja stay out (2.4 MB): a page in modern Korean has next to none, and
    every reader's system has a font for them.
    """
    folder = "dist/web/variable"
    sheet = fonts.text(f"{folder}/pretendardvariable-gov-dynamic-subset.css")
    kept: list[str] = []
    for face in re.findall(r"@font-face \{.*?\}", sheet, re.DOTALL):
        points = ranges(captured(r"unicode-range: (.*?);", face))
        if len(points & HANJA) > len(points) / 2:
            continue
        piece = captured(r"url\(\./([^)]+)\)", face)
        name = Path(piece).name
        write(target / "fonts/web" / name, fonts.data(f"{folder}/{piece}"))
        ours = face.replace(f"./{piece}", f"web/{name}").replace("Pretendard GOV Variable", "Pretendard GOV")
        kept.append(re.sub(r"\s+", " ", ours))
    write(target / "fonts/pretendard-gov.css", "\n".join(kept) + "\n")


def ksx1001() -> set[int]:
    """The characters of KS X 1001: 2,350 syllables, 4,888 hanja, symbols; with ASCII."""
    points = set(range(0x20, 0x7F))
    for lead in range(0xA1, 0xFF):
        for trail in range(0xA1, 0xFF):
            try:
                points.add(ord(bytes((lead, trail)).decode("euc_kr")))
            except UnicodeDecodeError:
                continue
    return points


def paper_font(source: bytes, style: str, points: Iterable[int], path: Path) -> None:
    """Write a static TrueType font with just `points`, unhinted and under a name of our own.

    TrueType because the CFF outlines of the OTF embed wrongly into PDF, and WOFF2 costs seconds
    a document (docs/dependencies.md). Hinting means nothing on paper.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        original = Path(scratch) / "source.ttf"
        original.write_bytes(source)
        font = TTFont(original, recalcTimestamp=False)
        options = subset.Options(hinting=False, glyph_names=False, notdef_outline=True, name_IDs=["*"])
        options.layout_features = ["ccmp", "kern", "locl", "mark", "mkmk", "tnum"]
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=points)
        subsetter.subset(font)
        for record in list(font["name"].names):
            pattern = FONT_NAME_RECORDS.get(record.nameID)
            if pattern is None:
                continue
            text = pattern.format(
                family=CHANGED_FONT_NAME, ps=CHANGED_FONT_NAME.replace(" ", ""), style=style
            )
            font["name"].setName(text, record.nameID, record.platformID, record.platEncID, record.langID)
        font.save(path)


def vendor_paper_fonts(target: Path, fonts: Contents) -> None:
    """Two fonts a weight: a small first family for nearly every text, a full second one.

    WeasyPrint reads a whole font for each paper, so the small one keeps papers fast (KS X 1001
    without hanja), and rare syllables come from the full one. Hanja, in a few firms' names, are
    in the full regular font only.
    """
    common = ksx1001()
    small = common - HANJA
    for style, hanja in (("Regular", common & HANJA), ("Bold", set())):
        source = fonts.data(f"dist/public/static/alternative/PretendardGOV-{style}.ttf")
        everything = set(range(0x20, 0x3400)) | set(range(0xFF00, 0xFFF0)) | HANGUL_SYLLABLES | common - HANJA
        paper_font(source, style, small, target / f"fonts/PretendardGOV-{style}-KSX1001.ttf")
        paper_font(source, style, everything | hanja, target / f"fonts/PretendardGOV-{style}.ttf")


def vendor_pretendard(target: Path) -> None:
    fonts = Contents(PRETENDARD)
    vendor_web_font(target, fonts)
    vendor_paper_fonts(target, fonts)
    write(target / "fonts/LICENSE.txt", fonts.data("dist/LICENSE.txt"))


# -- scripts ---------------------------------------------------------------------------------


def vendor_htmx(target: Path) -> None:
    package = Contents(HTMX)
    write(target / "htmx/htmx.min.js", package.data("dist/htmx.min.js"))
    write(target / "htmx/LICENSE", package.data("LICENSE"))


def vendor_axe(target: Path) -> None:
    """The accessibility checker of the browser tests; never served."""
    package = Contents(AXE)
    write(target / "axe/axe.min.js", package.data("axe.min.js"))
    write(target / "axe/LICENSE", package.data("LICENSE"))
    write(target / "axe/LICENSE-3RD-PARTY.txt", package.data("LICENSE-3RD-PARTY.txt"))


STEPS: tuple[tuple[Callable[[Path], None], Path], ...] = (
    (vendor_krds, STATIC),
    (vendor_pretendard, STATIC),
    (vendor_htmx, STATIC),
    (vendor_axe, TEST_ASSETS),
)


def build(root: Path) -> None:
    """Run every step below `root`, which receives `static/vendor/` and `tests/assets/`."""
    for step, folder in STEPS:
        step(root / folder)


def differences(fresh: Path) -> list[str]:
    """The vendored files that a fresh run would add, change or remove, as relative paths."""
    found: list[str] = []
    for folder in (STATIC, TEST_ASSETS / "axe"):
        names = {
            path.relative_to(base)
            for base in (fresh, ROOT)
            for path in (base / folder).rglob("*")
            if path.is_file()
        }
        _, changed, missing = filecmp.cmpfiles(fresh, ROOT, sorted(map(str, names)), shallow=False)
        found += changed + missing
    return sorted(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--check", action="store_true", help="compare with the committed files, write nothing"
    )
    check_only: bool = parser.parse_args().check
    with tempfile.TemporaryDirectory() as scratch:
        fresh = Path(scratch)
        build(fresh)
        changed = differences(fresh)
        if check_only:
            sys.exit("\n".join(["differs from a fresh run:", *changed]) if changed else 0)
        for folder in (STATIC, TEST_ASSETS / "axe"):
            shutil.rmtree(ROOT / folder, ignore_errors=True)
            shutil.copytree(fresh / folder, ROOT / folder)
    print(f"{len(changed)} files changed")


if __name__ == "__main__":
    main()
