#!/usr/bin/env bash
# Keeps what libFuzzer found (run.sh): of all inputs of a target up to 4 kB, the fewest that go everywhere all of them go, in
# fuzz/kept/TARGET.tar.gz, from where the test suite and the blind mutations take them: fuzz/keep.sh [TARGET…].
set -euo pipefail
cd "$(dirname "$0")"
export TMPDIR=${TMPDIR:-/tmp}
mkdir -p kept
for target in ${*:-$(ls seeds)}; do
    fewest=$(mktemp -d)
    TARGET=$target target/release/pyspunka-fuzz -set_cover_merge=1 -use_counters=0 -max_len=4096 -timeout=20 "$fewest" "corpus/$target" \
        "seeds/$target" >"corpus/$target.merge.log" 2>&1
    python3 - "$fewest" "kept/$target.tar.gz" <<'PY'
import gzip, io, pathlib, sys, tarfile
# Nothing but the inputs, so that the same ones make the same file.
with gzip.GzipFile(sys.argv[2], "wb", 9, mtime=0) as packed, tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as kept:
    for path in sorted(pathlib.Path(sys.argv[1]).iterdir()):
        entry = tarfile.TarInfo(path.name[:12])
        entry.size = path.stat().st_size
        kept.addfile(entry, io.BytesIO(path.read_bytes()))
PY
    echo "$target: $(ls "$fewest" | wc -l) inputs, $(stat -c %s "kept/$target.tar.gz") bytes"
    rm -r "$fewest"
done
