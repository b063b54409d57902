#!/usr/bin/env bash
# Kills a scan at random points and lets the same command go on, until it ends by itself; the report must be the one of an
# uninterrupted scan. Usage: benches/kill.sh FOLDER [TIMES]. Uses target/release/pyspunka, else target/debug/pyspunka.
set -euo pipefail
folder=$1
times=${2:-50}
root=$(cd "$(dirname "$0")/.." && pwd)
program=$root/target/release/pyspunka
[ -x "$program" ] || program=$root/target/debug/pyspunka
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PYSPUNKA_CACHE=
scan() { "$program" scan "$folder" -o "$1" --today 2026-01-01 --no-clock --quiet; }
start=$(date +%s%N)
scan "$work/whole.json"
whole=$((($(date +%s%N) - start) / 1000000))
killed=0 rounds=0 ended=0
while [ "$killed" -lt "$times" ]; do
    rounds=$((rounds + 1))
    # Somewhere between the start and a tenth beyond the end, so that the writing of the report is hit as well.
    after=$(awk -v whole="$whole" -v seed="$rounds$RANDOM" 'BEGIN { srand(seed); printf "%.3f", rand() * whole * 1.1 / 1000 }')
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
