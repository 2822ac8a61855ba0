#!/usr/bin/env bash
# Fails when a text has no Korean translation, a fuzzy one, or is missing from the catalogue.
set -euo pipefail
cd "$(dirname "$0")/.."
po=locale/ko/LC_MESSAGES/django.po
copy="$(mktemp)"
trap 'cp "$copy" "$po"; rm -f "$copy"' EXIT
cp "$po" "$copy"

scripts/make_messages.sh
untranslated="$(msgattrib --untranslated --no-wrap "$po" | grep -c '^msgid "' || true)"
fuzzy="$(msgattrib --only-fuzzy --no-wrap "$po" | grep -c '^msgid "' || true)"
if ! diff --brief <(msgcat --no-wrap "$copy") <(msgcat --no-wrap "$po") >/dev/null; then
    echo "locale/ko is not up to date: run 'make messages'." >&2
    diff <(msgcat --no-wrap "$copy") <(msgcat --no-wrap "$po") | head -40 >&2
    exit 1
fi
# msgattrib prints the header entry first whenever it prints anything.
if ((untranslated > 1 || fuzzy > 1)); then
    msgattrib --untranslated --no-wrap "$po" | head -60 >&2
    echo "Texts without a Korean translation: $((untranslated > 0 ? untranslated - 1 : 0)), fuzzy: $((fuzzy > 0 ? fuzzy - 1 : 0))." >&2
    exit 1
fi
