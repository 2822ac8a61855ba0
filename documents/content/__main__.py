"""Child process: the file on standard input, the declared extension as argument, the verdict as JSON."""

import json
import resource
import sys

from documents.content import Unacceptable, check

MEMORY_BYTES = 1024**3
CPU_SECONDS = 10


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        verdict = {"content_type": check(sys.stdin.buffer, sys.argv[1])}
    except Unacceptable as refusal:
        verdict = {"reason": refusal.reason}
    except (MemoryError, RecursionError):
        verdict = {"reason": "bomb"}
    json.dump(verdict, sys.stdout)


if __name__ == "__main__":
    main()
