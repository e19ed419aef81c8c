# Runs Redis, and kills it when standard input ends: that happens however the owner dies. Nothing in it is worth saving.
"$@" </dev/null &
read -r _
kill -9 $!
wait
