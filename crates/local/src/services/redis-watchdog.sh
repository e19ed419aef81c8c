# Runs Redis, and kills it when standard input ends: that happens however the owner dies. Nothing in its folder is worth
# saving either, unless the owner says that another one is to run there.
"$@" </dev/null &
read -r word
kill -9 $!
wait
[ "$word" = again ] || rm -rf "$PWD"
