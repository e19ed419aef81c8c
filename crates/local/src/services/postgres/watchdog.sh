# Starts Postgres, and stops it when standard input ends: that happens however the owner dies.
# Standard error is the slot's log, and its lock: the slot stays taken until this script is done.
pg_ctl=$1 data=$2 log=$3 options=$4

"$pg_ctl" start --silent --wait --pgdata="$data" --log="$log" --options="$options" >&2 || exit 1
echo started
read -r _
exec "$pg_ctl" stop --silent --wait --mode=fast --pgdata="$data" >&2
