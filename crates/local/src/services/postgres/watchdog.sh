# Starts Postgres, and stops it when standard input ends: that happens however the owner dies.
# Standard error is the slot's log, and its lock: the slot stays taken until this script is done with the data.
pg_ctl=$1 data=$2 log=$3 most_databases=$4 options=$5

"$pg_ctl" start --silent --wait --pgdata="$data" --log="$log" --options="$options" >&2 || exit 1
echo started
read -r _
"$pg_ctl" stop --silent --wait --mode=fast --pgdata="$data" >&2
stopped=$?
[ -n "$most_databases" ] || exit "$stopped"

# A test run's hundreds of databases: set aside at once, and removed while nobody waits for it.
set -- "$data"/base/*
if [ "$stopped" = 0 ] && [ $# -gt "$most_databases" ]; then
    mv "$data" "$data.removed.$$"
fi
nice rm -rf "$data".removed.* </dev/null >/dev/null 2>&1 &
exit "$stopped"
