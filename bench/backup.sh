#!/usr/bin/env bash
# usage: bench/backup.sh [--megabytes <number>] [--rounds <number>]
#
# Export and restore beside pg_dump and pg_restore, on one Postgres of its own: rounds in which they take turns, and of each the median of
# seconds, processor and memory; sizes. A gigabyte and three rounds unless said otherwise. Needs an installed Postgres, with its programs.
set -euo pipefail
# shellcheck source=ci/lib.sh
source "$(dirname "$0")/../ci/lib.sh"
help "$@"
megabytes=1000 rounds=3
while [ $# -gt 0 ]; do
    [[ ${2:-} =~ ^[1-9][0-9]{0,4}$ ]] || misused "not a number: ${2:-nothing}"
    case $1 in
    --megabytes) megabytes=$2 ;;
    --rounds) rounds=$2 ;;
    *) misused "it takes --megabytes and --rounds" ;;
    esac
    shift 2
done
need_programs cargo python3 age age-keygen zstd

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
psql "$server/postgres" --command 'create database source'

say "filling the source with some $megabytes MB"
DATABASE_URL=$server/source "$darasa" migrate >/dev/null
psql "$server/source" --set megabytes="$megabytes" <"$root/bench/backup.sql"

mkdir "$folder/archives"
age-keygen -o "$folder/one.txt" 2>/dev/null
age-keygen -o "$folder/other.txt" 2>/dev/null
export BACKUP_URL=file://$folder/archives BACKUP_DATABASE_URL=$server/source
BACKUP_RECIPIENTS=$(age-keygen -y "$folder/one.txt"),$(age-keygen -y "$folder/other.txt")
export BACKUP_RECIPIENTS

# measure <name> <program> [argument]...: appends to $folder/times the wall seconds, those of the processor of all that it starts, and the
# most memory of one program.
measure() {
    python3 - "$folder/times" "$@" <<'PYTHON'
import resource, subprocess, sys, time
times, name, *command = sys.argv[1:]
began = time.monotonic()
done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
wall = time.monotonic() - began
if done.returncode:
    sys.exit(f"{name} failed: {done.stderr.decode()}")
used = resource.getrusage(resource.RUSAGE_CHILDREN)
with open(times, "a") as file:
    file.write(f"{name}\t{wall}\t{used.ru_utime + used.ru_stime}\t{used.ru_maxrss / 1024}\n")
PYTHON
}
size() { du --bytes --summarize "$1" | cut -f 1 | awk '{printf "%.1f MB", $1 / 1e6}'; }

# What it compresses by itself: zstd since Postgres 16.
own=gzip dump=("$programs/pg_dump" --format=custom)
! "$programs/pg_dump" --help | grep -q 'compress=METHOD' || { own="zstd 3" && dump+=(--compress=zstd:3); }
# The same work as an export's, by everybody's tools.
piped="set -o pipefail; '$programs/pg_dump' --format=custom --compress=0 '$server/source' | zstd --quiet -3 |
    age --encrypt --recipient '${BACKUP_RECIPIENTS%,*}' --recipient '${BACKUP_RECIPIENTS#*,}' >'$folder/piped'"
for round in $(seq "$rounds"); do
    say "round $round"
    psql "$server/postgres" --command 'drop database if exists ours' --command 'drop database if exists theirs' \
        --command 'create database ours' --command 'create database theirs' --command checkpoint
    rm -f "$folder"/archives/*
    measure "pg_dump, $own" "${dump[@]}" --file "$folder/dump" "$server/source"
    measure "pg_dump, zstd 3, age × 2" bash -c "$piped"
    measure "darasa export" "$darasa" export
    measure "darasa restore --check" "$darasa" restore newest --identity "$folder/one.txt" --check
    measure "pg_restore" "$programs/pg_restore" --dbname "$server/theirs" "$folder/dump"
    DATABASE_URL=$server/ours measure "darasa restore" "$darasa" restore newest --identity "$folder/one.txt" --without-clerk
done

psql "$server/source" --tuples-only --no-align --command "select 'Postgres ' || current_setting('server_version') || ', '
    || pg_size_pretty(pg_database_size('source')) || ', ' || sum(n_live_tup) || ' rows' from pg_stat_user_tables"
python3 - "$folder/times" <<'PYTHON'
import statistics, sys
rounds = {}
for line in open(sys.argv[1]):
    name, *figures = line.split("\t")
    rounds.setdefault(name, []).append([float(figure) for figure in figures])
print("\n| rounds: {} | wall, median | best | worst | processor | memory |\n| --- | --- | --- | --- | --- | --- |".format(len(next(iter(rounds.values())))))
for name, measured in rounds.items():
    walls, processor, memory = zip(*measured)
    middle = statistics.median
    print(f"| {name} | {middle(walls):.1f} s | {min(walls):.1f} s | {max(walls):.1f} s | {middle(processor):.1f} s | {middle(memory):.0f} MB |")
PYTHON
echo
echo "sizes: pg_dump $(size "$folder/dump"), piped $(size "$folder/piped"), darasa export $(size "$(echo "$folder"/archives/*.age)")"
