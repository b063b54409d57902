#!/usr/bin/env python3
"""CPU time of a whole scan, findings included, beside tools that only take the text out.

Usage: python3 benches/peers.py PROGRAM FOLDER [COPIES]
PROGRAM is the release build; FOLDER holds DOCX and PDF files, each of which is copied COPIES times (20).
Needs pdftotext (poppler-utils) and the Python packages docx2txt, python-docx, pypdfium2; what is missing is left out.
Runs take turns, three times; medians of CPU seconds (user + system, children included) and their ratios are printed."""
import os, resource, shutil, statistics, subprocess, sys, tempfile, time

program, folder = sys.argv[1], sys.argv[2]
copies = int(sys.argv[3]) if len(sys.argv) > 3 else 20


def cpu(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def python(code, files):
    return [sys.executable, "-c", f"import sys\n{code}", *files]


READERS = {
    ".docx": {
        "docx2txt": lambda files: python("import docx2txt\nfor f in sys.argv[1:]: docx2txt.process(f)", files),
        "python-docx": lambda files: python(
            "import docx\nfor f in sys.argv[1:]: [p.text for p in docx.Document(f).paragraphs]", files),
    },
    ".pdf": {
        "pdftotext": lambda files: ["sh", "-c", 'for f; do pdftotext "$f" -; done', "sh", *files],
        "pypdfium2": lambda files: python(
            "import pypdfium2 as p\nfor f in sys.argv[1:]: [x.get_textpage().get_text_range() for x in p.PdfDocument(f)]", files),
    },
}

for ending, readers in READERS.items():
    with tempfile.TemporaryDirectory() as place:
        found = sorted(name for name in os.listdir(folder) if name.endswith(ending))
        for number in range(copies):
            for name in found:
                shutil.copy(os.path.join(folder, name), os.path.join(place, f"{number:03} {name}"))
        files = sorted(os.path.join(place, name) for name in os.listdir(place))
        out = os.path.join(place, "out.json")
        commands = {"pyspunka scan": [program, "scan", place, "-q", "--no-cache", "-o", out]}
        commands.update({name: make(files) for name, make in readers.items()})
        runs = {name: [] for name in commands}
        for _ in range(3):
            for name, command in commands.items():
                runs[name].append(cpu(command))
        own = statistics.median(runs["pyspunka scan"])
        print(f"{ending}: {len(files)} files")
        for name, times in runs.items():
            median = statistics.median(times)
            print(f"  {name:14} {median:7.2f} s  ({min(times):.2f}–{max(times):.2f})   ratio {own / median:.2f}")
