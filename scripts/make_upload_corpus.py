"""Write the honest and the hostile files of the upload tests into a folder, for a virus scanner or another reader.

.venv/bin/python scripts/make_upload_corpus.py /tmp/uploads
"""

import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.documents import corpus


def main() -> None:
    target = Path(sys.argv[1])
    for kind, files in (("honest", corpus.all_honest()), ("hostile", corpus.all_hostile())):
        folder = target / kind
        folder.mkdir(parents=True, exist_ok=True)
        for case, (name, data, *_reason) in files.items():
            ending = Path(name.replace("\0", "_")).suffix
            (folder / f"{re.sub(r'[^0-9a-z]+', '-', case.lower())}{ending}").write_bytes(data)
        print(f"{len(files)} {kind} files in {folder}")


if __name__ == "__main__":
    main()
