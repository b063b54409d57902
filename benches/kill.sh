#!/usr/bin/env bash
# Kills a scan at random points and lets the same command go on, until it ends by itself; the report must be the one of an
# uninterrupted scan. Usage: benches/kill.sh FOLDER [TIMES] [SEED]. Uses $PYSPUNKA, else target/release/pyspunka, else
# target/debug/pyspunka. An archive to kill: cargo run --release --example make_archive -- samples 20000 FOLDER
set -euo pipefail
folder=$1
times=${2:-50}
RANDOM=${3:-1}
root=$(cd "$(dirname "$0")/.." && pwd)
program=${PYSPUNKA:-$root/target/release/pyspunka}
[ -x "$program" ] || program=$root/target/debug/pyspunka
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PYSPUNKA_CACHE=
scan() { "$program" scan "$folder" -o "$1" --today 2026-01-01 --no-clock --quiet; }
start=$(date +%s%N)
scan "$work/whole.json"
whole=$((($(date +%s%N) - start) / 1000000))
killed=0 ended=0
while [ "$killed" -lt "$times" ]; do
    # Every fourth is killed soon; the others by the end of a share of the scan that makes the journal grow over several.
    share=$((RANDOM % 4 == 0 ? 40 : 400))
    after=$(awk -v whole="$whole" -v share="$share" -v dice="$RANDOM" \
        'BEGIN { printf "%.3f", dice / 32768 * whole * share / 1000 / 1000 + 0.05 }')
    if timeout --signal=KILL "$after" "$program" scan "$folder" -o "$work/killed.json" --today 2026-01-01 --no-clock --quiet; then
        cmp "$work/whole.json" "$work/killed.json"
        rm "$work/killed.json"
        ended=$((ended + 1))
    else
        killed=$((killed + 1))
        # The report is the old one or the new one, whole.
        [ ! -e "$work/killed.json" ] || cmp "$work/whole.json" "$work/killed.json"
    fi
done 2>/dev/null
scan "$work/killed.json"
cmp "$work/whole.json" "$work/killed.json"
[ -z "$(ls "$work" | grep -v -x -e whole.json -e killed.json)" ]
echo "killed $killed times, ended $ended times in between: the same report"
