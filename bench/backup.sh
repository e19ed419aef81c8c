#!/usr/bin/env bash
# usage: bench/backup.sh [--megabytes <number>]
#
# Export and restore beside pg_dump and pg_restore, in one run on one Postgres of its own: seconds, memory, size. A gigabyte unless said
# otherwise. Needs an installed Postgres, with its programs.
set -euo pipefail
# shellcheck source=ci/lib.sh
source "$(dirname "$0")/../ci/lib.sh"
help "$@"
megabytes=1000
case "$#:${1:-}" in
0:) ;;
2:--megabytes) megabytes=$2 ;;
*) misused "it takes nothing, or --megabytes and a number" ;;
esac
[[ $megabytes =~ ^[1-9][0-9]{0,4}$ ]] || misused "not a number of megabytes: $megabytes"
need_programs cargo python3 age-keygen

programs=$(find /usr/lib/postgresql -name initdb -printf '%h\n' 2>/dev/null | sort -V | tail -1)
[ -n "$programs" ] || programs=$(dirname "$(command -v initdb)")
[ -x "$programs/pg_dump" ] || fail "not installed: Postgres (ci/install installs what is missing)"

say "the darasa command"
cd "$root"
cargo build --quiet --locked --release --package darasa-cli
darasa=$root/target/release/darasa

folder=$(mktemp -d)
# Postgres does not run as root; its own user owns a server that root starts.
as=()
if [ "$(id -u)" = 0 ]; then
    as=(runuser -u postgres --)
    chown postgres "$folder"
fi
stop() {
    "${as[@]}" "$programs/pg_ctl" stop --silent --mode=immediate --pgdata "$folder/data" || true
    rm -rf "$folder"
}
trap stop EXIT
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"${as[@]}" "$programs/initdb" --pgdata "$folder/data" --auth=trust --username=darasa --encoding=UTF8 --locale=C >/dev/null
"${as[@]}" "$programs/pg_ctl" start --silent --wait --pgdata "$folder/data" --log "$folder/log" \
    --options "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_wal_size=4GB"
server=postgres://darasa@127.0.0.1:$port
psql() { "$programs/psql" --quiet --no-psqlrc --set ON_ERROR_STOP=1 "$@"; }
psql "$server/postgres" --command 'create database source' --command 'create database ours' --command 'create database theirs'

say "filling the source with some $megabytes MB"
DATABASE_URL=$server/source "$darasa" migrate >/dev/null
psql "$server/source" --set megabytes="$megabytes" <"$root/bench/backup.sql"

mkdir "$folder/archives"
age-keygen -o "$folder/one.txt" 2>/dev/null
age-keygen -o "$folder/other.txt" 2>/dev/null
export BACKUP_URL=file://$folder/archives BACKUP_DATABASE_URL=$server/source
BACKUP_RECIPIENTS=$(age-keygen -y "$folder/one.txt"),$(age-keygen -y "$folder/other.txt")
export BACKUP_RECIPIENTS

# measure <name> <program> [argument]...: wall seconds, seconds of processor and the most memory of one program.
measure() {
    python3 - "$@" <<'PYTHON'
import os, resource, subprocess, sys, time
began = time.monotonic()
process = subprocess.Popen(sys.argv[2:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
said = process.stderr.read().decode()
_, status, used = os.wait4(process.pid, 0)
wall = time.monotonic() - began
if status:
    sys.exit(f"{sys.argv[1]} failed: {said}")
print(f"| {sys.argv[1]} | {wall:.1f} s | {used.ru_utime + used.ru_stime:.1f} s | {used.ru_maxrss // 1024} MB |")
PYTHON
}
size() { du --bytes --summarize "$1" | cut -f 1 | awk '{printf "%.1f MB", $1 / 1e6}'; }

psql "$server/source" --tuples-only --command "
    select 'source: ' || pg_size_pretty(pg_database_size('source')) || ', ' || sum(n_live_tup) || ' rows' from pg_stat_user_tables"
echo '| | wall | processor | memory |'
echo '| --- | --- | --- | --- |'
dump=("$programs/pg_dump" --format=custom --file "$folder/dump")
"$programs/pg_dump" --help | grep -q 'compress=METHOD' && dump+=(--compress=zstd:3)
measure "pg_dump" "${dump[@]}" "$server/source" || measure "pg_dump (gzip)" "$programs/pg_dump" --format=custom --file "$folder/dump" "$server/source"
measure "darasa export" "$darasa" export
measure "darasa restore --check" "$darasa" restore newest --identity "$folder/one.txt" --check
measure "pg_restore" "$programs/pg_restore" --dbname "$server/theirs" "$folder/dump"
DATABASE_URL=$server/ours measure "darasa restore" "$darasa" restore newest --identity "$folder/one.txt" --without-clerk
echo
echo "size: pg_dump $(size "$folder/dump"), darasa export $(size "$(echo "$folder"/archives/*.age)")"
