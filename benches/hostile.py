#!/usr/bin/env python3
"""Scans every file of a folder by itself and tells what it cost: seconds, most resident megabytes of the program and its
workers, status and reason. Slowest first; ends with 1 where a file has not exactly one record.

usage: benches/hostile.py FOLDER [PROGRAM]"""
import json, os, pathlib, subprocess, sys, tempfile, time

root = pathlib.Path(__file__).resolve().parent.parent
folder = pathlib.Path(sys.argv[1])
program = sys.argv[2] if len(sys.argv) > 2 else root / "target/release/pyspunka"
rows, lost = [], []
with tempfile.TemporaryDirectory() as work:
    out = pathlib.Path(work) / "f.json"
    for path in sorted(p for p in folder.iterdir() if p.is_file()):
        start = time.monotonic()
        child = subprocess.Popen([program, "scan", path, "-q", "--no-cache", "--no-clock", "--today", "2026-11-24",
                                  "--jobs", "1", "-o", out], stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        took = time.monotonic() - start
        records = json.loads(out.read_text())["documents"] if out.exists() else []
        out.unlink(missing_ok=True)
        if len(records) != 1 or child.returncode:
            lost.append(path.name)
        told = [(record["status"], record["reason"], [p["code"] for p in record["problems"]][:4]) for record in records]
        rows.append((usage.ru_utime + usage.ru_stime, took, usage.ru_maxrss // 1024, path.name, told))
for cpu, took, memory, name, told in sorted(rows, reverse=True):
    print(f"{cpu:6.2f} s CPU {took:6.2f} s {memory:5} MB  {name}  {told}")
print(f"{len(rows)} files, worst {max(r[0] for r in rows):.2f} s of CPU, {max(r[1] for r in rows):.2f} s by the clock and {max(r[2] for r in rows)} MB, lost: {lost or 'none'}")
sys.exit(bool(lost))
