#!/usr/bin/env bash
# Collects every text into locale/ko/LC_MESSAGES/django.po; existing translations are kept, unused ones dropped.
# PO files given as arguments serve as a store of translations for new texts.
set -euo pipefail
cd "$(dirname "$0")/.."
compendia=()
for file in "$@"; do compendia+=(--compendium="$file"); done

.venv/bin/python manage.py makemessages --locale ko --no-location --no-wrap --no-obsolete --keep-pot \
    --ignore '.venv' --ignore '.tools' --ignore 'tests' --ignore 'static' --ignore 'var' --ignore 'staticfiles' >/dev/null
po=locale/ko/LC_MESSAGES/django.po
# makemessages offers the translation of a similar text as "fuzzy"; such guesses are dropped: the text counts as missing.
msgattrib --no-fuzzy --no-wrap --output-file="$po.sure" "$po"
msgmerge --quiet --no-fuzzy-matching --no-location --no-wrap "${compendia[@]}" --output-file="$po" "$po.sure" locale/django.pot
rm -f "$po.sure" locale/django.pot
sed -i -e '/^"POT-Creation-Date:/d' -e '/^"PO-Revision-Date:/d' "$po"
