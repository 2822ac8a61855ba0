#!/usr/bin/env bash
# Runs a command with DATABASE_URL and REDIS_URL set: the given ones, the ones running on this machine, or own ones
# that live as long as the command.
set -euo pipefail
cd "$(dirname "$0")/.."

state="$(mktemp -d)"
started=()
finish() {
    # To PostgreSQL it means: end now, whoever is still connected.
    for pid in "${started[@]}"; do kill -INT "$pid" 2>/dev/null || true; done
    for pid in "${started[@]}"; do wait "$pid" 2>/dev/null || true; done
    rm -rf "$state"
}
trap finish EXIT

# Above 30000 the system hands ports out to outgoing connections.
free_port() {
    local port
    while port=$((10000 + RANDOM % 20000)); do
        (: >"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
    done
}

# Asks until the command succeeds; after 30 seconds shows the server's log and gives up.
wait_for() {
    local log="$1"
    shift
    for _ in {1..150}; do
        "$@" >/dev/null 2>&1 && return
        sleep 0.2
    done
    echo "A service did not start: $*" >&2
    cat "$log" >&2
    exit 1
}

if [[ -z "${DATABASE_URL:-}" ]]; then
    if psql --host 127.0.0.1 --username postgres --no-password --command 'SELECT 1' postgres >/dev/null 2>&1; then
        export DATABASE_URL="postgres://postgres@127.0.0.1:${PGPORT:-5432}/postgres"
    else
        bin="$(dirname "$(find /usr/lib/postgresql -name initdb | sort --version-sort | tail -n 1)")"
        port="$(free_port)"
        as_postgres=()
        if [[ $EUID -eq 0 ]]; then
            # PostgreSQL refuses to run as root.
            as_postgres=(setpriv --reuid postgres --regid postgres --init-groups --)
            chown postgres "$state"
        fi
        "${as_postgres[@]}" "$bin/initdb" --pgdata "$state/pg" --username postgres --auth trust \
            --encoding UTF8 --locale C.UTF-8 >/dev/null
        "${as_postgres[@]}" "$bin/postgres" -D "$state/pg" -p "$port" -k "$state" -h 127.0.0.1 2>"$state/pg.log" &
        started+=($!)
        wait_for "$state/pg.log" psql --host 127.0.0.1 --port "$port" --username postgres --command 'SELECT 1' postgres
        export DATABASE_URL="postgres://postgres@127.0.0.1:$port/postgres"
    fi
fi

if [[ -z "${REDIS_URL:-}" ]]; then
    if [[ "$(redis-cli -h 127.0.0.1 ping 2>/dev/null)" == PONG ]]; then
        # A database of its own, so that nothing else on the machine is touched.
        export REDIS_URL=redis://127.0.0.1:6379/9
    else
        port="$(free_port)"
        redis-server --port "$port" --bind 127.0.0.1 --save '' --dir "$state" >"$state/redis.log" &
        started+=($!)
        wait_for "$state/redis.log" redis-cli -h 127.0.0.1 -p "$port" ping
        export REDIS_URL="redis://127.0.0.1:$port/9"
    fi
fi

"$@"
