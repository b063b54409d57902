#!/usr/bin/env python3
"""No silent loss: whatever another program finds in a file is read, or the file is not said to be read.

    python3 benches/differential.py FOLDER... [--pyspunka target/release/pyspunka] [--cache FOLDER]

Scans the folders and compares every file that is reported assessed with pdftotext (PDF) or LibreOffice (Word, ODT): where
those find more than 60 bytes of text, at least 80 % of their words must be ours too, or 90 % of their letters: where they
part words and we do not, nothing is lost. What a tracked change deletes is not theirs: the record says that there are such
changes, and the text is as if they were accepted. Prints the files where they are not, and ends with 1 where there is one. Needs poppler-utils and libreoffice-writer; says so where they are missing."""

import argparse
import collections
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import zipfile
from xml.sax.saxutils import unescape

from fidelity import Cache, blocks, close_up, kept, ours, pdftotext, recall, soffice, words

LEAST, SHARE, LETTERS = 60, 0.8, 0.9
WORD = (".docx", ".docm", ".dotx", ".dotm", ".odt")

parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
parser.add_argument("folders", nargs="+", type=pathlib.Path)
parser.add_argument("--pyspunka", default="target/release/pyspunka")
parser.add_argument("--cache", default=pathlib.Path(tempfile.gettempdir()) / "pyspunka-fidelity")
options = parser.parse_args()
for tool in ("pdftotext", "soffice"):
    if not shutil.which(tool):
        print(f"{tool} is not installed: its files are left out")


def deleted(path):
    """What tracked changes delete in a Word file, paragraph by paragraph."""
    if not zipfile.is_zipfile(path):
        return ""
    with zipfile.ZipFile(path) as package:
        parts = [package.read(name).decode("utf-8", "replace") for name in package.namelist() if name.endswith(".xml")]
    paragraphs = [of for part in parts for of in part.split("</w:p>")]
    return unescape("\n".join("".join(re.findall(r"<w:delText[^>]*>([^<]*)<", of)) for of in paragraphs))


cache = Cache(options.cache)
compared, told, lost = 0, 0, []
for folder in options.folders:
    with tempfile.TemporaryDirectory() as place:
        out = pathlib.Path(place) / "findings.json"
        subprocess.run([options.pyspunka, "scan", folder, "-q", "--no-cache", "--no-clock", "-o", out], check=True)
        records = {record["path"]: record for record in json.loads(out.read_text())["documents"]}
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    soffice([path for path in files if path.suffix.lower() in WORD], "txt:Text (encoded):UTF8", "txt", cache, "soffice")
    for path in files:
        if path.suffix.lower() == ".pdf":
            theirs = cache.get("pdftotext", path, pdftotext)
        elif path.suffix.lower() in WORD:
            theirs = kept(cache, "soffice", path)
        else:
            continue
        if theirs is None or len("".join(theirs.split()).encode()) <= LEAST:
            continue
        record = records[path.relative_to(folder).as_posix()]
        if record["status"] != "assessed":
            told += 1
            continue
        compared += 1
        text, _ = ours(options.pyspunka, path, "--blocks")
        text = "\n".join(f"{label} {of}" for _, label, of in blocks(text))
        gone = deleted(path)
        share = max(recall(words(view(text)), words(view(theirs)) - words(view(gone))) for view in (str, close_up))
        letters = [collections.Counter(filter(str.isalnum, of)) for of in (text, theirs, gone)]
        if share < SHARE and recall(letters[0], letters[1] - letters[2]) < LETTERS:
            lost.append((share, path))
for share, path in sorted(lost):
    print(f"{share:5.0%}  {path}")
print(f"{compared} files said to be assessed, {len(lost)} of them with less than {SHARE:.0%} of the words; {told} told otherwise")
sys.exit(bool(lost))
