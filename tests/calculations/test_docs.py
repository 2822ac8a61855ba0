"""Every example of docs/calculations.md gives what the page says."""

import doctest
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "calculations.md"
BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)


def test_examples_of_the_page(monkeypatch):
    monkeypatch.chdir(ROOT)
    source = "\n".join(BLOCK.findall(PAGE.read_text(encoding="utf-8")))
    examples = doctest.DocTestParser().get_doctest(source, {}, PAGE.name, str(PAGE), 0)

    report: list[str] = []
    results = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(examples, out=report.append)

    assert results.attempted > 30
    assert results.failed == 0, "".join(report)
