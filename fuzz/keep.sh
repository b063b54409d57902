#!/usr/bin/env bash
# Keeps what libFuzzer found (run.sh): of all inputs of a target up to 4 kB, the fewest that go everywhere all of them go, in
# fuzz/kept/TARGET.zip, from where the test suite and the blind mutations take them: fuzz/keep.sh [TARGET…].
set -euo pipefail
cd "$(dirname "$0")"
export TMPDIR=${TMPDIR:-/tmp}
mkdir -p kept
for target in ${*:-$(ls seeds)}; do
    fewest=$(mktemp -d)
    TARGET=$target target/release/pyspunka-fuzz -set_cover_merge=1 -max_len=4096 -timeout=20 "$fewest" "corpus/$target" \
        "seeds/$target" >"corpus/$target.merge.log" 2>&1
    python3 - "$fewest" "kept/$target.zip" <<'PY'
import pathlib, sys, zipfile
with zipfile.ZipFile(sys.argv[2], "w", zipfile.ZIP_DEFLATED, compresslevel=9) as kept:
    for path in sorted(pathlib.Path(sys.argv[1]).iterdir()):
        # One time for all, so that the same inputs make the same file.
        kept.writestr(zipfile.ZipInfo(path.name[:12], (2026, 1, 1, 0, 0, 0)), path.read_bytes(), zipfile.ZIP_DEFLATED)
PY
    echo "$target: $(ls "$fewest" | wc -l) inputs, $(stat -c %s "kept/$target.zip") bytes"
    rm -r "$fewest"
done
