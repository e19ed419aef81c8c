# Neon's API, for the scripts of this folder that ask it: `folder` is a private one of theirs.
# shellcheck shell=bash disable=SC2154

project="${NEON_API_URL:-https://console.neon.tech/api/v2}/projects/$NEON_PROJECT_ID"
pause=${NEON_PAUSE:-2}
# Not on a command line, where every process of the machine could read it.
umask 077
echo "authorization: Bearer $NEON_API_KEY" >"$folder/headers"

# ask <method> <path> [curl's arguments]: prints the answer. While the project is busy with something else, 423, and while
# Neon is not well, it is asked again; what must not happen twice says with `again` after which answers nothing has begun.
ask() {
    local method=$1 path=$2 status tries=0
    shift 2
    while
        status=$(curl --silent --show-error --max-time 30 --request "$method" --header "@$folder/headers" \
            --header "accept: application/json" --output "$folder/answer" --write-out '%{http_code}' \
            "$@" "$project$path") || status=000
        [[ $status =~ ^(${again:-423|429|5..|000})$ ]] && [ $((tries += 1)) -lt 30 ]
    do
        sleep "$pause"
    done
    [[ $status == 2?? ]] || fail "Neon answers $status to $method $path: $(jq -r '.message // empty' "$folder/answer" 2>/dev/null)"
    cat "$folder/answer"
}

# What Neon does behind an answer, until it is done.
settle() {
    local operation status tries
    for operation in $(jq --raw-output '.operations[]?.id' <<<"$1"); do
        for ((tries = 0; tries < 60; tries += 1)); do
            status=$(ask GET "/operations/$operation" | jq --raw-output .operation.status)
            case $status in
            finished | skipped) continue 2 ;;
            cancel*) break ;;
            esac
            sleep "$pause"
        done
        fail "Neon's operation $operation is $status"
    done
}

# uri <branch> <pooled: true or false>
uri() {
    ask GET /connection_uri --get --data-urlencode "branch_id=$1" --data "pooled=$2" \
        --data-urlencode "database_name=${NEON_DATABASE:-neondb}" --data-urlencode "role_name=${NEON_ROLE:-neondb_owner}" |
        jq --raw-output --exit-status .uri
}
