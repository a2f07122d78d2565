# Read by the scripts beside this file: where things are, and how to fail with a sentence that helps.
# shellcheck shell=bash

set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/kedai
tools=$cache/tools
schema_tools=$cache/schemathesis

# The compiled crates outlive a clone: a fresh one builds only Kedai's own code.
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$cache/target}
export PATH=$tools/bin:$PATH
cd "$root"

say() { printf '\n\033[1m== %s\033[0m\n' "$*"; }

fail() {
    printf '\n%s\n' "$*" >&2
    exit 1
}

# Two clones sharing one target folder name their crates alike, and Cargo compares only times: it could
# take the other clone's crate for this one's. Whoever comes after another clone starts with new times.
claim_target_folder() {
    local owner=$CARGO_TARGET_DIR/.clone
    mkdir -p "$CARGO_TARGET_DIR"
    if [ "$(cat "$owner" 2>/dev/null || true)" != "$root" ]; then
        find app server frontend migrations end2end/fuzz Cargo.toml -type f -exec touch {} +
        printf '%s\n' "$root" >"$owner"
    fi
}

# PostgreSQL never runs as root, and its user can't enter a clone below /root: keep the data elsewhere then.
choose_data_folder() {
    if [ -n "${KEDAI_DATA_DIR:-}" ] || [ -n "${DATABASE_URL:-}" ] || [ "$(id -u)" != 0 ]; then
        return 0
    fi
    if ! (cd / && runuser -u postgres -- test -x "$root"); then
        export KEDAI_DATA_DIR=/var/lib/kedai
        echo "User postgres can't enter $root, so Kedai keeps its data in $KEDAI_DATA_DIR."
    fi
}
