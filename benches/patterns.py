#!/usr/bin/env python3
"""What rule files made to hurt cost: 27 patterns over one line of a megabyte, and packs that are too much of something.
Tells seconds of CPU and resident megabytes of each, and ends with 1 where one takes 2 seconds or 256 MB.

usage: benches/patterns.py [PROGRAM]"""
import os, pathlib, subprocess, sys, tempfile

root = pathlib.Path(__file__).resolve().parent.parent
program = sys.argv[1] if len(sys.argv) > 1 else root / "target/release/pyspunka"
RULE = """[[rule]]
id = "x{number}"
check = "requires"
find = {{ regex = ['''{pattern}'''] }}
title.sv = "Avtal utan"
[rule.outcome.missing]
severity = "warning"
message.sv = "Avtalet saknar det."
[[rule.test]]
bad = "Kommunen ansvarar för lokalen."
[[rule.test]]
ok = "Kommunen."
"""
PATTERNS = [
    "a{1000}{1000}", r"\w{5000}", r"\p{L}{1000}", "a{4294967296}", "(" * 10_000 + ")" * 10_000, "(?:a?){200}a{200}", "(a+)+$",
    "(a|aa)+$", "(.*)*x", "^(([a-z])+.)+[A-Z]([a-z])+$", ".*.*.*=.*", r"[^\n]*a.{100}", "(?s)^(.*?,){99}P", "x*", "", ".",
    "(?<=a)b", r"(a)\1", "[", "(?P<n>a)(?P<n>b)", r"\xFF\uD800", "|".join(f"ord{n}" for n in range(100_000)),
    "(?i)" + "ſKÅß" * 2_000, "(?x) # " + "c" * 100_000, r"[\s\S]{0,20000}end", r"(?:\b\w+\b\W+){0,200}upphör", "a" * 1_000_000,
    ".*[^A-Z]|[A-Z]", "(?i)det.*ska|e", "(?:A+){1000}|a",
]
PACKS = {
    "20,000 rules": "".join(RULE.format(number=number, pattern="parkering") for number in range(20_000)),
    "100,000 nested arrays": "x = " + "[" * 100_000 + "]" * 100_000,
    "keys of 100,000 parts": "a" + ".a" * 100_000 + " = 1",
    "1 MB of quotes": "x = \"" + "\\\"" * 500_000,
    "a number of 900,000 digits": "x = " + "9" * 900_000,
}
LINE = ("Kommunen ansvarar för lokalen och en a av det. " * 30_000).encode()[: 1 << 20].decode("utf-8", "ignore")


def run(*arguments):
    child = subprocess.Popen([program, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return child.returncode, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


worst, wrong = [0, 0], False
with tempfile.TemporaryDirectory() as place:
    place = pathlib.Path(place)
    (place / "own").mkdir()
    (place / "docs").mkdir()
    (place / "own/pack.toml").write_text('name = "own"\n')
    (place / "docs/line.txt").write_text(f"Samverkansavtal\n\nMellan Norrby kommun och Vågbrytaren.\n\n{LINE}\n")
    scan = ["scan", place / "docs", "-q", "--no-cache", "-o", place / "out.json", "--jobs", "1"]
    _, plain, _ = run(*scan)
    print(f"{plain:6.2f} s  the line without any of them")
    tries = [(pattern, RULE.format(number=0, pattern=pattern)) for pattern in PATTERNS] + list(PACKS.items())
    for name, text in tries:
        (place / "own/x.toml").write_text(text)
        code, cpu, size = run(*scan, "--rules", place / "own")
        print(f"{cpu:6.2f} s {size:4.0f} MB  ends with {code}  {name[:60]!r}")
        worst = [max(worst[0], cpu), max(worst[1], size)]
        wrong |= code not in (0, 2)
print(f"{len(tries)} tries, worst {worst[0]:.2f} s of CPU and {worst[1]:.0f} MB, reading and judging the line included")
sys.exit(wrong or worst[0] >= 2 or worst[1] >= 256)
