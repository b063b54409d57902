#!/usr/bin/env python3
"""How alike pyspunka reads a Word file and a print of it.

    python3 benches/printed.py FOLDER... [--layouts a4,tagged,a5,columns] [--work DIR] [--pyspunka target/release/pyspunka]

Every .docx file under the folders is printed by LibreOffice in each layout: as written (a4), as written with tags (tagged),
on small paper (a5), and in two columns (columns); in the last two, tables are made as narrow as the text. What Word files
say of themselves is the measure of what is read from their prints:

  headings   F1 of titles and headings, as they are read from the Word file
  cells      cells of the Word file that stand in the same row and column of a table, with the same text
  order      lines of the print (as pdfium finds them, in the order in which they were drawn) whose words come where they
             come in the Word file
  findings   documents with the same findings, apart from places; those of rules that compare documents are left out

    apt install libreoffice-writer
    pip install pypdfium2

Prints are kept in the folder --work, by what they were made of: a second run takes seconds.
"""

import argparse
import collections
import concurrent.futures
import difflib
import hashlib
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata
import zipfile

A5 = '<w:pgSz w:w="8391" w:h="11906"/>'
BEFORE_COLUMNS = re.compile(
    r"((?:<w:(?:headerReference|footerReference|footnotePr|endnotePr|type|pgSz|pgMar|paperSrc|pgBorders|lnNumType|pgNumType)\b"
    r"(?:[^>]*/>|.*?</w:(?:pgBorders|footnotePr|endnotePr)>))*)", re.S)
BETWEEN_DOCUMENTS = ("person-load", "key-person")
FURNITURE = ("header", "footer")


# ---------------------------------------------------------------------------------------------------- prints

def narrow(xml, share):
    """Tables as wide as the text, whatever that is."""
    xml = re.sub(r"<w:tblW\b[^>]*/>", '<w:tblW w:w="5000" w:type="pct"/>', xml)
    xml = re.sub(r"<w:tblLayout\b[^>]*/>|<w:tblInd\b[^>]*/>", "", xml)
    scaled = lambda match: f'{match[1]}{max(1, int(float(match[2]) * share))}{match[3]}'
    xml = re.sub(r'(<w:gridCol\b[^>]*w:w=")([\d.]+)("[^>]*/>)', scaled, xml)
    return re.sub(r'(<w:tcW\b[^>]*w:w=")([\d.]+)("[^>]*/>)', scaled, xml)


def laid_out(xml, layout):
    if layout == "a5":
        return narrow(re.sub(r"<w:pgSz\b[^>]*/>", A5, xml), 0.6)
    if layout == "columns":
        def section(match):
            inner = re.sub(r"<w:cols\b[^>]*/>|<w:cols\b.*?</w:cols>", "", match[2], flags=re.S)
            return match[1] + BEFORE_COLUMNS.sub(r'\1<w:cols w:num="2" w:space="708"/>', inner, count=1) + match[3]
        return narrow(re.sub(r"(<w:sectPr\b[^>]*(?<!/)>)(.*?)(</w:sectPr>)", section, xml, flags=re.S), 0.45)
    return xml


def digest(path):
    return hashlib.blake2b(path.read_bytes(), digest_size=12).hexdigest()


def prints(files, layout, work):
    """Prints of `files` in a layout; what LibreOffice cannot print is left out."""
    folder = work / layout
    folder.mkdir(parents=True, exist_ok=True)
    missing = [path for path in files if not (folder / f"{digest(path)}.pdf").exists()]
    tagged = "true" if layout == "tagged" else "false"
    target = 'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"%s"}}' % tagged
    with tempfile.TemporaryDirectory() as place:
        place = pathlib.Path(place)
        for at in range(0, len(missing), 25):
            names = []
            for path in missing[at : at + 25]:
                name = place / f"{digest(path)}.docx"
                try:
                    with zipfile.ZipFile(path) as old, zipfile.ZipFile(name, "w", zipfile.ZIP_DEFLATED) as new:
                        for entry in old.infolist():
                            data = old.read(entry)
                            if entry.filename == "word/document.xml":
                                data = laid_out(data.decode("utf-8"), layout).encode("utf-8")
                            new.writestr(entry.filename, data)
                    names.append(str(name))
                except Exception:
                    name.unlink(missing_ok=True)
            if names:
                command = ["soffice", "--headless", f"-env:UserInstallation=file://{place}/profile", "--convert-to", target, "--outdir", str(folder), *names]
                subprocess.run(command, capture_output=True, timeout=900)
    made = {path: folder / f"{digest(path)}.pdf" for path in files}
    return {path: pdf for path, pdf in made.items() if pdf.exists()}


# ---------------------------------------------------------------------------------------------------- what is read

def key(text):
    return " ".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text).lower()))


def blocks(program, path):
    """(kind, label, text) of each block."""
    done = subprocess.run([program, "text", "--blocks", str(path)], capture_output=True, timeout=120)
    rows = []
    for line in done.stdout.decode("utf-8", "replace").splitlines():
        cells = line.split("\t")
        if len(cells) >= 5:
            rows.append((cells[2].strip(), cells[3].strip(), " ".join(cells[4:])))
    return rows


def headings(rows):
    return collections.Counter(key(f"{label} {text}") for kind, label, text in rows if kind.startswith(("heading", "title")))


def tables(rows):
    """Cells by table: {(row, column): text}; rows and columns without text are none."""
    found = collections.defaultdict(lambda: collections.defaultdict(str))
    for kind, label, text in rows:
        place = re.match(r"cell (\d+):(\d+)\.(\d+)", kind)
        if place:
            table, row, column = map(int, place.groups())
            found[table][row, column] += " " + key(f"{label} {text}")
    tables = []
    for cells in found.values():
        cells = {place: text.strip() for place, text in cells.items() if text.strip()}
        numbers = [sorted({place[side] for place in cells}) for side in (0, 1)]
        tables.append({(numbers[0].index(row), numbers[1].index(column)): text for (row, column), text in cells.items()})
    return [cells for cells in tables if cells]


def cells_right(ours, theirs):
    """How many cells of `theirs` are found at their places, and how many there are."""
    right = 0
    for cells in theirs:
        def fit(table):
            return sum(table.get(place) == text for place, text in cells.items())
        right += max(map(fit, ours), default=0)
    return right, sum(map(len, theirs))


def tokens(rows):
    return [word for kind, label, text in rows if not kind.startswith(FURNITURE) for word in key(f"{label} {text}").split()]


def pairs(one, other):
    """Positions in `one` of what stands in the same order in `other`."""
    found = {}
    for block in difflib.SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks():
        for step in range(block.size):
            found[block.a + step] = block.b + step
    return found


def drawn_lines(pdf):
    """Lines of a print as lists of words, in the order in which they were drawn."""
    import pypdfium2
    document = pypdfium2.PdfDocument(str(pdf))
    lines = []
    for page in document:
        for line in page.get_textpage().get_text_range().splitlines():
            lines.append(key(line).split())
    return lines


def lines_right(truth, mine, pdf):
    """How many lines of a print are read where the Word file has them, and how many there are."""
    lines = drawn_lines(pdf)
    drawn = [word for line in lines for word in line]
    line_of = [number for number, line in enumerate(lines) for _ in line]
    at = pairs(truth, drawn)
    own = pairs(truth, mine)
    all_words, held = collections.Counter(), collections.Counter()
    for place, word in at.items():
        all_words[line_of[word]] += 1
        held[line_of[word]] += place in own
    counted = [number for number, count in all_words.items() if count >= 2 and count * 2 >= len(lines[number])]
    wrong = [" ".join(lines[number]) for number in counted if held[number] < 0.8 * all_words[number]]
    return len(counted) - len(wrong), len(counted), wrong


def findings(program, files, work):
    """Findings of files, each of which lies in a folder of its own, by their keys."""
    folder = work / "scan"
    shutil.rmtree(folder, ignore_errors=True)
    for name, path in files.items():
        (folder / name).mkdir(parents=True)
        shutil.copy(path, folder / name / f"doc{path.suffix}")
    report = work / "scan.json"
    subprocess.run([program, "scan", str(folder), "-o", str(report), "-q", "--no-cache", "--today", "2026-11-24"], capture_output=True)
    said = json.loads(report.read_text(encoding="utf-8"))
    found = collections.defaultdict(collections.Counter)
    for document in said["documents"]:
        found[document["path"].split("/")[0]]["read", document["status"], document["kind"], "", ""] += 1
    for finding in said["findings"]:
        if finding["rule"] not in BETWEEN_DOCUMENTS:
            evidence = finding.get("evidence") or [{}]
            quote = (evidence[0].get("quote") or {}).get("exact", "") if isinstance(evidence[0].get("quote"), dict) else ""
            quote = re.sub(r"\W+", "", quote.replace("\u00ad", ""))[:80]
            name = finding["document"]["path"].split("/")[0]
            found[name][finding["rule"], finding["outcome"], finding["severity"], finding["message"]["en"], quote] += 1
    return found


# ---------------------------------------------------------------------------------------------------- the table

def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("folders", nargs="+", type=pathlib.Path)
    parser.add_argument("--layouts", default="a4,tagged,a5,columns")
    parser.add_argument("--pyspunka", default="target/release/pyspunka")
    parser.add_argument("--work", type=pathlib.Path, default=pathlib.Path(tempfile.gettempdir()) / "pyspunka-printed")
    parser.add_argument("--match", default="", help="only files whose name contains this")
    parser.add_argument("--no-findings", action="store_true", help="of files that are no agreements or plans")
    parser.add_argument("--worst", type=int, default=0, help="tell what is wrong in so many files of each measure")
    options = parser.parse_args()
    files = sorted({
        digest(path): path for folder in options.folders
        for path in ([folder] if folder.is_file() else sorted(folder.rglob("*.docx")))
        if path.is_file() and options.match in path.name and zipfile.is_zipfile(path)
    }.values())
    pool = concurrent.futures.ThreadPoolExecutor(2)
    read = dict(zip(files, pool.map(lambda path: blocks(options.pyspunka, path), files)))
    names = {path: f"{number:03}" for number, path in enumerate(files)}
    options.work.mkdir(parents=True, exist_ok=True)
    if not options.no_findings:
        said = findings(options.pyspunka, {names[path]: path for path in files}, options.work)
    print("| layout | files | headings F1 | cells right | lines in order | same findings |\n|---|---|---|---|---|---|")
    details = []
    for layout in options.layouts.split(","):
        made = prints(files, layout, options.work)
        own = dict(zip(made, pool.map(lambda path: blocks(options.pyspunka, made[path]), made)))
        heads, cells, lines = [0, 0, 0], [0, 0], [0, 0]
        for path, rows in own.items():
            mine, theirs = headings(rows), headings(read[path])
            both = sum((mine & theirs).values())
            heads = [heads[0] + both, heads[1] + sum(mine.values()), heads[2] + sum(theirs.values())]
            missed, extra = theirs - mine, mine - theirs
            if missed or extra:
                details.append((sum((missed + extra).values()), "headings", layout, path, [f"missed {list(missed)}", f"extra {list(extra)}"]))
            ours_tables, their_tables = tables(rows), tables(read[path])
            right, there = cells_right(ours_tables, their_tables)
            cells = [cells[0] + right, cells[1] + there]
            if right < there:
                details.append((there - right, "cells", layout, path, [f"{right} of {there}"]))
            right, there, wrong = lines_right(tokens(read[path]), tokens(rows), made[path])
            lines = [lines[0] + right, lines[1] + there]
            if wrong:
                details.append((len(wrong), "order", layout, path, [f"{right} of {there}"] + wrong[:12]))
        same = "–"
        if not options.no_findings:
            printed = findings(options.pyspunka, {names[path]: made[path] for path in made}, options.work)
            alike = 0
            for path in made:
                a, b = said[names[path]], printed[names[path]]
                alike += a == b
                if a != b:
                    gone, new = [f"Word only: {' | '.join(map(str, one))}" for one in a - b], [f"print only: {' | '.join(map(str, one))}" for one in b - a]
                    details.append((len(gone + new), "findings", layout, path, gone + new))
            same = f"{alike} of {len(made)}"
        f1 = 2 * heads[0] / max(heads[1] + heads[2], 1)
        print(f"| {layout} | {len(made)} | {f1:.4f} of {heads[2]} | {cells[0] / max(cells[1], 1):.4f} of {cells[1]} | {lines[0] / max(lines[1], 1):.4f} of {lines[1]} | {same} |", flush=True)
        for measure in ("headings", "cells", "order", "findings"):
            rows = sorted((row for row in details if row[1:3] == (measure, layout)), key=lambda row: (-row[0], row[3].name))
            for _, _, _, path, lines_of in rows[: options.worst]:
                print(f"{measure} {layout} {names[path]} {digest(path)} {path.name}", file=sys.stderr)
                for line in lines_of:
                    print(f"    {line[:400]}", file=sys.stderr)


if __name__ == "__main__":
    main()
