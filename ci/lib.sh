# Functions that the scripts of this folder share. A script's help is the comment it begins with.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# What a deployment says about the branch that it was made for.
# shellcheck disable=SC2034 # Scripts that source this read it.
branch_meta=darasaBranch

# The tools that are installed for this repository alone.
PATH="$PATH:$root/node_modules/.bin:$root/e2e/.venv/bin"

# Credentials of the store of the archives; the workflows set those of one.
store_secrets=(AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AZURE_STORAGE_ACCOUNT_KEY AZURE_STORAGE_SAS_TOKEN
    GOOGLE_SERVICE_ACCOUNT_KEY)

# What the workflows give as secrets. A build gets none of them, and a program that is started only those it needs.
secrets=(VERCEL_TOKEN VERCEL_AUTOMATION_BYPASS_SECRET NEON_API_KEY READY_TOKEN DATABASE_URL DATABASE_URL_UNPOOLED
    BACKUP_DATABASE_URL BACKUP_HEARTBEAT_URL DRILL_DATABASE_URL DRILL_IDENTITY "${store_secrets[@]}")

say() {
    echo "── $*" >&2
}

fail() {
    echo "${0##*/}: $*" >&2
    exit 1
}

usage() {
    sed -n '2,/^[^#]/{s/^# \{0,1\}//p}' "$0"
}

# Called first by every script: `--help` anywhere is a question, not an order.
help() {
    local argument
    for argument in "$@"; do
        case $argument in
        -h | --help)
            usage
            exit 0
            ;;
        esac
    done
}

misused() {
    echo "${0##*/}: $*" >&2
    usage | grep '^usage:' >&2
    exit 2
}

# All that is missing, at once; values are never printed.
need() {
    local name missing=()
    for name in "$@"; do
        [ -n "${!name:-}" ] || missing+=("$name")
    done
    [ ${#missing[@]} -eq 0 ] || misused "not set: ${missing[*]} (docs/operations.md says where to get each)"
}

need_programs() {
    local program missing=()
    for program in "$@"; do
        command -v "$program" >/dev/null || missing+=("$program")
    done
    [ ${#missing[@]} -eq 0 ] || fail "not installed: ${missing[*]} (ci/install installs what is missing)"
}

# Fails unless ci/build has built for that environment.
need_build() {
    if [ "$(cat "$root/.vercel/built-for" 2>/dev/null)" != "$1" ] || [ ! -x "$root/target/debug/darasa" ]; then
        fail "nothing is built for $1: run \`ci/build $1\` first"
    fi
}

# with <names> <program> [argument]...: the program sees these secrets and no other.
with() (
    for name in "${secrets[@]}"; do
        [[ " $1 " == *" $name "* ]] || unset "$name"
    done
    "${@:2}"
)

# migrate <DATABASE_URL> [DATABASE_URL_UNPOOLED]: a function's arguments are on no command line.
migrate() {
    DATABASE_URL=$1 DATABASE_URL_UNPOOLED=${2:-} with "DATABASE_URL DATABASE_URL_UNPOOLED" "$root/target/debug/darasa" migrate
}

# GitHub replaces a masked value in all that is logged from then on.
mask() {
    [ -z "${GITHUB_ACTIONS:-}" ] || echo "::add-mask::$1"
}

# Output for later steps of a workflow; nothing anywhere else.
output() {
    [ -z "${GITHUB_OUTPUT:-}" ] || echo "$1=$2" >>"$GITHUB_OUTPUT"
}

# The address of what `vercel deploy --json` made.
address() {
    local url
    url=$(jq --raw-output '(.deployment // .).url // empty' <<<"$1" 2>/dev/null) || url=
    [[ $url =~ ^https://[A-Za-z0-9.-]+(:[0-9]+)?$ ]] || fail "vercel deploy printed no address"
    echo "$url"
}
