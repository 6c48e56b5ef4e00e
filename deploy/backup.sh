#!/bin/sh
# Copies everything that an installation cannot do without into <folder>/<time>/, while the server runs: the database, firmware
# images, and (with --key) the key file. Ends with 1, and leaves nothing half, when anything of it fails.
#
#   backup.sh /var/backups/klyka            # the database and the images
#   backup.sh --key /media/safe/klyka       # the key too: keep that copy apart from the others
#
# Environment: KLYKA_DATA, DATABASE_URL, KLYKA_KEY_FILE as the server has them; KLYKA_BACKUPS: so many are kept (14).
set -eu

with_key=no
if [ "${1:-}" = --key ]; then with_key=yes; shift; fi
if [ $# -ne 1 ]; then echo "usage: backup.sh [--key] <folder>" >&2; exit 2; fi
umask 077
data=${KLYKA_DATA:-./data}
keep=${KLYKA_BACKUPS:-14}
mkdir -p "$1"
target=$(CDPATH='' cd -- "$1" && pwd)
name=$(date -u +%Y-%m-%dT%H%M%SZ)
part=$target/.part-$name-$$
trap 'rm -rf "$part"' EXIT
mkdir "$part"

if [ -n "${DATABASE_URL:-}" ]; then
  # By the environment, not as an argument: the password stays out of the list of processes.
  node=$(dirname -- "$(readlink -f -- "$0")")/../node_modules/.bin/node
  PGPASSWORD=$("$node" -p 'decodeURIComponent(new URL(process.env.DATABASE_URL).password)')
  bare=$("$node" -p 'const url = new URL(process.env.DATABASE_URL); url.password = ""; url.href')
  if [ -n "$PGPASSWORD" ]; then export PGPASSWORD; else unset PGPASSWORD; fi
  pg_dump --format=custom --no-owner --file="$part/klyka.dump" --dbname="$bare"
  pg_restore --list "$part/klyka.dump" > /dev/null
else
  # One state of the database, whatever is written meanwhile; nobody waits for it.
  sqlite3 -readonly -cmd '.timeout 10000' "$data/klyka.db" "VACUUM INTO '$(echo "$part/klyka.db" | sed "s/'/''/g")'"
  found=$(sqlite3 -readonly "$part/klyka.db" 'PRAGMA quick_check')
  if [ "$found" != ok ]; then echo "the copy of the database is not whole: $found" >&2; exit 1; fi
fi

# Images never change: what the last copy has is linked, not copied again.
if [ -d "$data/firmware" ]; then
  last=$(ls -d "$target"/20*Z 2> /dev/null | tail -n 1 || true)
  mkdir "$part/firmware"
  (cd "$data/firmware" && find . -type f ! -path './incoming/*' -print) | while IFS= read -r file; do
    mkdir -p "$part/firmware/$(dirname "$file")"
    if [ -n "$last" ] && cmp -s "$data/firmware/$file" "$last/firmware/$file" 2> /dev/null; then
      ln "$last/firmware/$file" "$part/firmware/$file"
    else
      cp -p "$data/firmware/$file" "$part/firmware/$file"
    fi
  done
fi

if [ "$with_key" = yes ]; then cp -p "${KLYKA_KEY_FILE:-$data/secret.key}" "$part/secret.key"; fi

sync
mv "$part" "$target/$name"
ls -d "$target"/20*Z | head -n "-$keep" | while IFS= read -r old; do rm -rf "$old"; done
echo "$target/$name"
