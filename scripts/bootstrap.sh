#!/usr/bin/env bash
# Makes a fresh clone ready: system packages, Python environment, translations.
#
#   scripts/bootstrap.sh run        what serving the portal needs
#   scripts/bootstrap.sh test       also what the tests need (Chromium, PDF tools)
#   scripts/bootstrap.sh services   also PostgreSQL and Redis
#
# Missing system packages are installed by apt where that is allowed; otherwise this says exactly what to install.
set -euo pipefail
cd "$(dirname "$0")/.."

UV_VERSION=0.9
level="${1:-run}"

packages=(python3-venv gettext libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0)
[[ "$level" == run ]] || packages+=(chromium poppler-utils)
[[ "$level" != services ]] || packages+=(postgresql redis-server)

missing=()
for package in "${packages[@]}"; do
    dpkg-query --show --showformat='${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed \
        || missing+=("$package")
done

if ((${#missing[@]})); then
    install=(apt-get install --yes --no-install-recommends "${missing[@]}")
    if [[ $EUID -eq 0 ]]; then sudo=(); elif sudo -n true 2>/dev/null; then sudo=(sudo -n); else
        printf 'These system packages are missing. Please run:\n\n    sudo apt-get update && sudo %s\n\n' "${install[*]}" >&2
        exit 1
    fi
    export DEBIAN_FRONTEND=noninteractive
    "${sudo[@]}" apt-get update --quiet=2
    "${sudo[@]}" "${install[@]}" --quiet=2 >/dev/null
fi

python=""
for candidate in python3.11 python3; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; then
        python="$candidate"
        break
    fi
done
if [[ -z "$python" ]]; then
    echo "Python 3.11 is needed (Debian 12 ships it: sudo apt-get install python3)." >&2
    exit 1
fi

if [[ ! -x .tools/bin/uv ]]; then
    "$python" -m venv .tools
    .tools/bin/pip install --quiet --disable-pip-version-check "uv>=$UV_VERSION"
fi
export UV_PYTHON_DOWNLOADS=never
.tools/bin/uv sync --frozen --quiet --python "$(command -v "$python")"

# The compiled translations are not in the repository; only rewritten when the source is newer.
for po in locale/*/LC_MESSAGES/django.po; do
    mo="${po%.po}.mo"
    [[ "$mo" -nt "$po" ]] || msgfmt --output-file="$mo" "$po"
done
