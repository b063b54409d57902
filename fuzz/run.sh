#!/usr/bin/env bash
# Fuzzes every target, or those named, with libFuzzer: fuzz/run.sh [RUNS] [TARGET…] (100000 runs each where not given;
# SECONDS_EACH=600 stops a target after so long, SEED=2 takes other ways than 1). Needs the stable toolchain and a C++
# compiler; says so and does nothing where one is missing. A crash is kept in fuzz/regressions/, from where the test suite
# runs it for ever.
set -euo pipefail
cd "$(dirname "$0")"
runs=${1:-100000}
shift || true
# The journal is written to a disk that is none.
[ -d /dev/shm ] && export TMPDIR=/dev/shm
for need in cargo c++; do
    command -v $need >/dev/null || { echo "fuzzing skipped: no $need"; exit 0; }
done
cargo fetch --locked --quiet || { echo "fuzzing skipped: its dependencies cannot be fetched"; exit 0; }
export RUSTC_WRAPPER=$PWD/instrument.sh
cargo build --release --locked --quiet
program=$PWD/target/release/pyspunka-fuzz
status=0
for target in ${*:-$(ls seeds)}; do
    mkdir -p "corpus/$target" "regressions/$target"
    # It goes on from what earlier runs found (keep.sh).
    if [ -e "kept/$target.tar.gz" ]; then tar -xzf "kept/$target.tar.gz" -C "corpus/$target"; fi
    # What is longer costs runs and finds nothing else, but the seeds are not cut.
    longest=$(stat -c %s seeds/"$target"/* | sort -n | tail -n 1)
    limits=(-seed="${SEED:-1}" -max_len=$((longest > 2048 ? longest : 2048)) -timeout=20 -rss_limit_mb=1536 -max_total_time="${SECONDS_EACH:-0}")
    [ -e "dictionaries/$target.dict" ] && limits+=(-dict="dictionaries/$target.dict")
    if TARGET=$target "$program" -runs="$runs" -print_final_stats=1 "${limits[@]}" -artifact_prefix="regressions/$target/" \
        "corpus/$target" "seeds/$target" >"corpus/$target.log" 2>&1; then
        awk -v target="$target" '
            / cov: / { for (i = 1; i < NF; i++) { if ($i == "cov:") cov = $(i + 1); if ($i == "corp:") corp = $(i + 1) } }
            /number_of_executed_units/ { runs = $2 } /average_exec_per_sec/ { speed = $2 }
            END { print target ": " runs " runs, " speed " a second, " cov " edges, corpus " corp }' "corpus/$target.log"
    else
        echo "$target: stopped; see fuzz/corpus/$target.log and fuzz/regressions/$target"
        status=1
    fi
done
exit $status
