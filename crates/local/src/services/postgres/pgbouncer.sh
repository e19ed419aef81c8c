# Runs PgBouncer, and stops it when standard input ends: that happens however the owner dies.
# Standard error is the log of the server's slot, and its lock.
"$1" "$2" </dev/null >&2 &
read -r _
kill "$!"
wait
