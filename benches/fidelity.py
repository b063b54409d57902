#!/usr/bin/env python3
"""How much of a document pyspunka reads, measured against programs that others wrote.

    python3 benches/fidelity.py FOLDER... [--only pdf] [--match NAME] [--pyspunka target/release/pyspunka] [--out table.md]

Reads every .docx/.docm/.dotx/.odt and .pdf file under the folders and prints a table. Nothing is installed by itself:

    apt install libreoffice-writer poppler-utils mupdf-tools
    pip install lxml python-docx pypdfium2

What is compared, and with what:

  DOCX  words      LibreOffice's text; python-docx; the XML itself (w:t, tabs, breaks and non-breaking hyphens of body,
                   tables, notes, text boxes, headers; deleted and hidden text out)
        headings   LibreOffice's outline (paragraphs that it takes as headings)
        labels     LibreOffice's numbering, paragraph by paragraph
  PDF   words      pdfium, pdftotext, mutool
  both  å ä ö, silent empties (text elsewhere, none here, and no word about it), the worst files

A tool that is not installed is left out. What another program made of a file is kept in a cache folder (--cache), so a
second run takes seconds. The numbers are of the folder that was read and of nothing else.
"""

import argparse
import collections
import concurrent.futures
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

W = ("http://schemas.openxmlformats.org/wordprocessingml/2006/main", "http://purl.oclc.org/ooxml/wordprocessingml/main")
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
KEPT_HYPHEN = {"och", "eller", "samt", "respektive", "and", "or", "og", "till"}
BULLET = re.compile(r"^[^\w§]{1,2}$|^o$")


# ---------------------------------------------------------------------------------------------------- words

def words(text):
    """Words of a text as a multiset: compatibility forms folded, lower case, hyphenation at line ends undone."""
    text = unicodedata.normalize("NFKC", text or "")

    def joined(match):
        return match.group(0) if match.group(2).lower() in KEPT_HYPHEN else match.group(1) + match.group(2)

    text = re.sub(r"(\w)[\u00ad\ufffe\x02][ \t\r]*\n?\s*(\w+)", joined, text)
    text = re.sub(r"([^\W\d])[-\u2010][ \t\r]*\n\s*([^\W\d]\w*)", lambda m: joined(m) if m.group(2)[0].islower() else m.group(0), text)
    text = text.replace("\u00ad", "").replace("\u200b", "").replace("\ufeff", "").replace("\u2060", "")
    return collections.Counter(re.findall(r"[^\W_]+", text.lower()))


def close_up(text):
    """Letters set apart ("A V T A L") are a word to a reader."""
    return re.sub(r"(?<!\w)(?:[^\W\d_] ){3,}[^\W\d_](?!\w)", lambda m: m.group(0).replace(" ", ""), text or "")


def recall(ours, theirs):
    total = sum(theirs.values())
    return sum((ours & theirs).values()) / total if total else 1.0


def f1(ours, theirs):
    both, size = sum((ours & theirs).values()), sum(ours.values()) + sum(theirs.values())
    return 2 * both / size if size else 1.0


def broken(mine, theirs):
    """Their words with those put together that stand whole in ours: narrow columns break words without a hyphen."""
    theirs = collections.Counter(theirs)
    for word in mine - theirs:
        for cut in range(1, len(word)):
            first, rest = word[:cut], word[cut:]
            if theirs[first] > mine[first] and theirs[rest] > mine[rest]:
                theirs.subtract((first, rest))
                theirs[word] += 1
                break
    return +theirs


def letters(counter):
    """å, ä and ö of words."""
    return collections.Counter(letter for word, count in counter.items() for letter in re.findall("[åäö]", word) * count)


def nordic(counter):
    """Words with å, ä or ö, and å, ä, ö themselves."""
    return collections.Counter({word: count for word, count in counter.items() if re.search("[åäöÅÄÖ]", word)})


# ---------------------------------------------------------------------------------------------------- others

class Cache:
    """What a command said of a file, kept by the file's content."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)

    def get(self, tool, path, make):
        key = hashlib.blake2b(path.read_bytes(), digest_size=16).hexdigest()
        kept = self.folder / f"{tool}-{key}.txt"
        if not kept.exists():
            text = make(path)
            kept.write_text("\0" if text is None else text, encoding="utf-8", errors="replace")
        text = kept.read_text(encoding="utf-8")
        return None if text == "\0" else text


def command(arguments, seconds=60):
    try:
        done = subprocess.run(arguments, capture_output=True, timeout=seconds)
    except (subprocess.TimeoutExpired, OSError):
        return None
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None


def soffice(paths, target, suffix, cache, tool):
    """LibreOffice's view of many files; a file that stops it is left out."""
    if not shutil.which("soffice"):
        return
    missing = [path for path in paths if not (cache.folder / f"{tool}-{digest(path)}.txt").exists()]
    with tempfile.TemporaryDirectory() as place:
        place = pathlib.Path(place)

        def convert(batch, seconds):
            inputs, outputs = place / "in", place / "out"
            for folder in (inputs, outputs):
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
            for number, path in enumerate(batch):
                shutil.copy(path, inputs / f"{number}{path.suffix.lower()}")
            command(
                ["soffice", "--headless", f"-env:UserInstallation=file://{place}/profile", "--convert-to", target, "--outdir", str(outputs)]
                + sorted(str(path) for path in inputs.iterdir()),
                seconds,
            )
            done = []
            for number, path in enumerate(batch):
                made = outputs / f"{number}.{suffix}"
                if made.exists():
                    shutil.copy(made, cache.folder / f"{tool}-{digest(path)}.txt")
                    done.append(path)
            return [path for path in batch if path not in done]

        for at in range(0, len(missing), 20):
            for path in convert(missing[at : at + 20], 180):
                if convert([path], 60):
                    (cache.folder / f"{tool}-{digest(path)}.txt").write_text("\0")


def digest(path):
    return hashlib.blake2b(path.read_bytes(), digest_size=16).hexdigest()


def kept(cache, tool, path):
    file = cache.folder / f"{tool}-{digest(path)}.txt"
    if not file.exists():
        return None
    text = file.read_text(encoding="utf-8-sig", errors="replace")
    return None if text == "\0" else text


def python_docx(path):
    try:
        import docx
        document = docx.Document(str(path))
        lines = [paragraph.text for paragraph in document.paragraphs]
        for table in document.tables:
            for row in table.rows:
                for cell in row.cells:
                    lines.append(cell.text)
        return "\n".join(lines)
    except Exception:
        return None


def pdfium(path):
    """In a process of its own: a broken file may end it."""
    program = (
        "import sys, pypdfium2\n"
        "document = pypdfium2.PdfDocument(sys.argv[1])\n"
        "sys.stdout.reconfigure(encoding='utf-8', errors='replace')\n"
        "print('\\f'.join(page.get_textpage().get_text_range() for page in document))\n"
    )
    return command([sys.executable, "-c", program, str(path)])


def pdftotext(path):
    return command(["pdftotext", "-enc", "UTF-8", str(path), "-"]) if shutil.which("pdftotext") else None


def mutool(path):
    return command(["mutool", "draw", "-q", "-F", "txt", str(path)]) if shutil.which("mutool") else None


# ---------------------------------------------------------------------------------------------------- the XML itself

def xml_truth(path):
    """Words by category, straight from the XML, as JSON; None where the package cannot be read."""
    from lxml import etree

    def w(*names):
        return {f"{{{space}}}{name}" for space in W for name in names}

    text_of, tab = w("t"), w("tab", "br", "cr", "ptab")
    deleted = w("del", "moveFrom", "rt", "pPrChange", "rPrChange")
    found = collections.defaultdict(list)

    def visible(run):
        for properties in run:
            if properties.tag in w("rPr"):
                for child in properties:
                    if child.tag in w("vanish"):
                        value = next((v for k, v in child.attrib.items() if k.endswith("}val")), "1")
                        return value in ("0", "false", "off")
        return True

    def walk(root, base):
        # (element, category); a stack, since files may be nested deep
        stack = [(root, base)]
        pieces = collections.defaultdict(list)
        while stack:
            element, category = stack.pop()
            if element is None:
                pieces[category].append("\n")
                continue
            tag = element.tag
            if not isinstance(tag, str) or tag in deleted:
                continue
            if tag in w("r") and not visible(element):
                continue
            if tag in text_of:
                pieces[category].append(element.text or "")
            elif tag in tab and element.getparent().tag in w("r"):
                pieces[category].append(" ")
            elif tag in w("noBreakHyphen"):
                pieces[category].append("-")
            if tag == f"{{{MC}}}AlternateContent":
                children = [child for child in element if isinstance(child.tag, str)]
                choice = [child for child in children if child.tag.endswith("}Choice")] or children
                stack.extend((child, category) for child in choice[:1])
                continue
            if tag in w("footnote", "endnote") and next((v for k, v in element.attrib.items() if k.endswith("}type")), "normal") in (
                    "separator", "continuationSeparator", "continuationNotice"):
                continue
            inner = category
            if tag in w("txbxContent"):
                inner = "text boxes"
            elif tag in w("tbl"):
                inner = "nested tables" if category in ("tables", "nested tables") else ("tables" if category == "body" else category)
            if tag in w("p"):
                stack.append((None, category))
            stack.extend((child, inner) for child in reversed(element))
        for category, parts in pieces.items():
            text = "".join(parts)
            # The same header on first, odd and even pages is one header.
            if category != "headers and footers" or text.split() not in [kept.split() for kept in found[category]]:
                found[category].append(text)

    try:
        with zipfile.ZipFile(path) as package:
            names = {name.lower(): name for name in package.namelist()}

            def relations(part):
                folder, _, file = part.rpartition("/")
                rels = names.get(f"{folder}/_rels/{file}.rels".lstrip("/").lower())
                if not rels:
                    return []
                root = etree.fromstring(package.read(rels))
                result = []
                for relation in root:
                    if not isinstance(relation.tag, str) or relation.get("TargetMode") == "External":
                        continue
                    target = relation.get("Target", "")
                    target = target[1:] if target.startswith("/") else f"{folder}/{target}".lstrip("/")
                    result.append((relation.get("Type", "").rsplit("/", 1)[-1], target))
                return result

            main = next((target for kind, target in relations("") if kind == "officeDocument"), "word/document.xml")
            walk(etree.fromstring(package.read(names[main.lower()])), "body")
            for kind, target in relations(main):
                category = {"footnotes": "notes", "endnotes": "notes", "header": "headers and footers", "footer": "headers and footers"}.get(kind)
                if category and target.lower() in names:
                    walk(etree.fromstring(package.read(names[target.lower()])), category)
    except Exception:
        return None
    return json.dumps({category: "\n".join(texts) for category, texts in found.items()})


# ---------------------------------------------------------------------------------------------------- ours

def ours(program, path, *flags):
    try:
        done = subprocess.run([program, "text", *flags, str(path)], capture_output=True, timeout=120)
    except subprocess.TimeoutExpired:
        return None, "timeout"
    if done.returncode != 0:
        return None, done.stderr.decode("utf-8", "replace").strip().rsplit(": ", 1)[-1]
    return done.stdout.decode("utf-8", "replace"), None


def blocks(text):
    """Lines of `text --blocks`: page, zone, kind, label, text, parted by tabs."""
    rows = []
    for line in (text or "").splitlines():
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) >= 5:
            rows.append((cells[2], cells[3], " ".join(cells[4].split())))
    return rows


# ---------------------------------------------------------------------------------------------------- headings and labels

def office_headings(flat):
    """Texts of the paragraphs that LibreOffice takes as headings (flat ODT): those outside tables, and those inside.

    A heading style in a cell may as well be the head of a column: it counts neither for nor against us.
    """
    from lxml import etree
    try:
        root = etree.fromstring(flat.encode(), etree.XMLParser(huge_tree=True, recover=True))
    except Exception:
        return None
    space = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
    outside, inside = [], []
    for heading in root.iter(f"{space}h"):
        if any(up.tag in (f"{space}tracked-changes",) for up in heading.iterancestors()):
            continue
        pieces = []

        def gather(node):
            if node.tag in (f"{space}note", f"{space}number", f"{space}tracked-changes") or not isinstance(node.tag, str) or node.tag.endswith("}annotation"):
                pieces.append(node.tail or "")
                return
            if node.tag in (f"{space}s", f"{space}tab", f"{space}line-break"):
                pieces.append(" ")
            pieces.append(node.text or "")
            for child in node:
                gather(child)
            if node is not heading:
                pieces.append(node.tail or "")

        gather(heading)
        text = " ".join("".join(pieces).split())
        if text:
            (inside if any(str(up.tag).endswith("}table-cell") for up in heading.iterancestors()) else outside).append(key(text))
    return outside, inside


def key(text):
    return " ".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text).lower()))


def label_pairs(rows, office):
    """(ours, LibreOffice's) for each paragraph of which either shows a number."""
    lines = collections.defaultdict(list)
    for line in office.splitlines():
        tokens = line.split()
        for cut in range(0, min(4, len(tokens))):
            rest = " ".join(tokens[cut:])
            lines[rest].append((" ".join(tokens[:cut]), line))
    at = collections.Counter()
    pairs = []
    for kind, label, text in rows:
        if kind in ("header", "footer", "note", "comment", "contents") or len(text) < 3:
            continue
        candidates = lines.get(text)
        if not candidates:
            continue
        index = min(at[text], len(candidates) - 1)
        at[text] += 1
        theirs = candidates[index][0]
        if not label and not re.match(r"^[(§]?\s*(\d+([.)§:]|$)|[A-Za-z]{1,4}[.)§:])", theirs):
            continue
        if BULLET.match(label or "") or BULLET.match(theirs):
            continue
        if (label or theirs) and len(theirs) < 30:
            pairs.append((label, theirs, text))
    return pairs


def roman(text):
    """Value of a Roman numeral, or None."""
    values = [dict(I=1, V=5, X=10, L=50, C=100).get(letter) for letter in text.upper()]
    if not values or None in values:
        return None
    return sum(-value if value < after else value for value, after in zip(values, values[1:] + [0]))


def by_word_rules(path, label, theirs):
    """Whether a label that differs from LibreOffice's is what Word's rules ask for, which LibreOffice does not follow:

    `isLgl` shows the numbers of all levels in figures ("1.1", not "I.1"); a level that names a paragraph style numbers
    nothing where the style itself has no numbering (the label is typed); full-width figures stay so.
    """
    if unicodedata.normalize("NFKC", label) == unicodedata.normalize("NFKC", theirs):
        return True
    if re.fullmatch(r"\d+[.)]? " + re.escape(label), theirs):
        return True
    try:
        legal = b"isLgl" in zipfile.ZipFile(path).read("word/numbering.xml")
    except Exception:
        return False
    parts = [str(roman(part) or part) for part in theirs.rstrip(".").split(".")]
    return legal and ".".join(parts) == label.rstrip(".")


def by_looks(path):
    """Short lines wholly in bold or capitals that end no sentence: headings to the eye, whatever their styles say."""
    from lxml import etree

    def get(element, name):
        return next((value for space in W if (value := element.get(f"{{{space}}}{name}")) is not None), None)

    def is_on(element):
        return element is not None and get(element, "val") not in ("0", "false", "off", "none")

    def find(element, *names):
        for space in W:
            found = element.find("/".join(f"{{{space}}}{name}" for name in names)) if element is not None else None
            if found is not None:
                return found
        return None

    try:
        with zipfile.ZipFile(path) as package:
            root = etree.fromstring(package.read("word/document.xml"))
            try:
                sheet = etree.fromstring(package.read("word/styles.xml"))
            except KeyError:
                sheet = None
    except Exception:
        return set()
    styles = {get(style, "styleId"): style for style in (sheet if sheet is not None else []) if isinstance(style.tag, str)}

    def says(style, name, steps=20):
        style = styles.get(style)
        if style is None or not steps:
            return False
        own = find(style, "rPr", name)
        base = find(style, "basedOn")
        return is_on(own) if own is not None else base is not None and says(get(base, "val"), name, steps - 1)

    found = set()
    for space in W:
        for paragraph in root.iter(f"{{{space}}}p"):
            style = find(paragraph, "pPr", "pStyle")
            style = get(style, "val") if style is not None else None
            text, alike = "", True
            for run in paragraph.iter(f"{{{space}}}r"):
                part = "".join(t.text or "" for t in run.iter(f"{{{space}}}t"))
                text += part

                def shows(name):
                    own = find(run, "rPr", name)
                    return is_on(own) if own is not None else says(style, name)

                alike &= not part.strip() or shows("b") or shows("caps") or part == part.upper()
            text = " ".join(text.split())
            if text and alike and len(text.split()) <= 12 and text[-1] not in ".,;:":
                found.add(key(text))
    return found


# ---------------------------------------------------------------------------------------------------- the table

def mean(values):
    values = list(values)
    return sum(values) / len(values) if values else float("nan")


def measure_docx(paths, program, cache, lines, worst):
    soffice(paths, "txt:Text (encoded):UTF8", "txt", cache, "soffice")
    soffice(paths, "fodt", "fodt", cache, "fodt")
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        texts = list(pool.map(lambda path: ours(program, path), paths))
        structures = list(pool.map(lambda path: ours(program, path, "--blocks")[0], paths))
    per_office, per_xml, per_python = [], [], []
    hit, total = collections.Counter(), collections.Counter()
    only_hit, only_total = collections.Counter(), collections.Counter()
    swedish, empties, refused, label_right, label_all = [], [], collections.Counter(), 0, 0
    label_word, heading_seen = 0, [0]
    wrong_labels, heading_counts, styled_counts, heading_files = collections.Counter(), [0, 0, 0], [0, 0, 0], []
    for path, (text, why), structure in zip(paths, texts, structures):
        office = kept(cache, "soffice", path)
        office = close_up(office) if office is not None else None
        truth = cache.get("xml", path, xml_truth) if path.suffix.lower() != ".odt" else None
        truth = {category: close_up(part) for category, part in json.loads(truth).items()} if truth else None
        if text is None:
            if office and sum(words(office).values()):
                refused[why] += 1
            continue
        mine = words(text)
        rows = blocks(structure)
        shown = mine + words("\n".join(label for _, label, _ in rows))
        if truth is not None:
            whole = words("\n".join(truth.values()))
            per_xml.append((recall(mine, whole), path))
            if whole and not mine:
                empties.append(path)
            if nordic(whole):
                swedish.append((recall(mine, nordic(whole)), path))
            by_category = {category: words(part) for category, part in truth.items()}
            for category, counter in by_category.items():
                hit[category] += sum((mine & counter).values())
                total[category] += sum(counter.values())
                others = set().union(*(set(c) for other, c in by_category.items() if other != category))
                only = {word for word in counter if word not in others}
                only_total[category] += len(only)
                only_hit[category] += len(only & set(mine))
        if office is not None and sum(words(office).values()) >= 5:
            # LibreOffice writes deleted text and numbering; what the XML does not show as text is not counted against us.
            theirs = words(office)
            if truth is not None:
                theirs = theirs & (words("\n".join(truth.values())) + words("\n".join(label for _, label, _ in rows)))
            per_office.append((recall(shown, theirs), path))
            pairs = label_pairs(rows, office)
            label_all += len(pairs)
            label_right += sum(mine == theirs for mine, theirs, _ in pairs)
            bad = [(mine, theirs, text) for mine, theirs, text in pairs if mine != theirs]
            label_word += sum(by_word_rules(path, mine, theirs) for mine, theirs, _ in bad)
            if bad:
                wrong_labels[path] = len(bad)
                if worst > 20:
                    for mine, theirs, text in bad[:20]:
                        print(f"label {path.name}: {mine!r} {theirs!r} {text[:50]!r}", file=sys.stderr)
        simple = cache.get("python-docx", path, python_docx) if path.suffix.lower() != ".odt" else None
        if simple and truth is not None:
            per_python.append(recall(words(simple), words("\n".join(truth.values()))))
        flat = kept(cache, "fodt", path)
        theirs = office_headings(flat) if flat else None
        if theirs and theirs[0]:
            theirs, either = theirs
            goal = collections.Counter(theirs)

            def named(label, text):
                """With the label where it is typed in the text, as LibreOffice gives it."""
                whole = key(f"{label} {text}")
                return whole if whole in goal else key(text)

            headings = [named(label, text) for kind, label, text in rows if kind.startswith(("heading", "title"))]
            strict = collections.Counter(named(label, text) for kind, label, text in rows if kind.startswith("heading"))
            strict -= collections.Counter(either)
            both = sum((collections.Counter(headings) & goal).values())
            heading_counts[0] += both
            heading_counts[1] += max(sum(strict.values()), both)
            if sum((strict & goal).values()) >= 3:
                styled_counts[0] += both
                styled_counts[1] += max(sum(strict.values()), both)
                styled_counts[2] += sum(goal.values())
            heading_counts[2] += sum(goal.values())
            extra = strict - goal
            if extra:
                looks = by_looks(path)
                seen = sum(count for text, count in extra.items() if text in looks or " ".join(text.split()[1:]) in looks)
                heading_seen[0] += min(seen, max(sum(strict.values()) - both, 0))
            if both < sum(goal.values()) or sum(strict.values()) > both:
                heading_files.append((sum(goal.values()) - both, sum(strict.values()) - both, path))
                if worst > 20:
                    print(f"heading {path.name}: missed {list((goal - collections.Counter(headings)))[:5]} extra {list(strict - goal)[:5]}", file=sys.stderr)
    out = lines.append
    out(f"\n### Word files: {len(paths)} files\n")
    out("| measured | value |\n|---|---|")
    out(f"| word recall against LibreOffice's text: mean, share of files ≥ .995 ({len(per_office)} files) | {mean(v for v, _ in per_office):.4f}, {mean(v >= .995 for v, _ in per_office):.3f} |")
    out(f"| word recall against the XML: mean, share of files ≥ .995 ({len(per_xml)} files) | {mean(v for v, _ in per_xml):.4f}, {mean(v >= .995 for v, _ in per_xml):.3f} |")
    out(f"| the same for python-docx ({len(per_python)} files that it opens) | {mean(per_python):.4f} |")
    for category in sorted(total):
        out(f"| {category}: words found; words that occur only there | {hit[category] / max(total[category], 1):.4f} of {total[category]}; {only_hit[category] / max(only_total[category], 1):.4f} |")
    if swedish:
        out(f"| words with å, ä, ö found: mean, worst file ({len(swedish)} files) | {mean(v for v, _ in swedish):.4f}, {min(v for v, _ in swedish):.4f} |")
    for which, (right, said, there) in (("files with a heading", heading_counts), ("files with three or more", styled_counts)):
        out(f"| headings in {which}: precision, recall, F1 (against {there} of LibreOffice) | {right / max(said, 1):.3f}, {right / max(there, 1):.3f}, {2 * right / max(said + there, 1):.3f} |")
    right, said, there = heading_counts[0], heading_counts[1] - heading_seen[0], heading_counts[2]
    out(f"| the same without {heading_seen[0]} that are headings to the eye only (short, bold or in capitals) | {right / max(said, 1):.3f}, {right / max(there, 1):.3f}, {2 * right / max(said + there, 1):.3f} |")
    out(f"| numbering labels equal to LibreOffice's | {label_right / max(label_all, 1):.4f} of {label_all} |")
    out(f"| the same, {label_word} counted as right that follow Word's rules where LibreOffice does not | {(label_right + label_word) / max(label_all, 1):.4f} |")
    out(f"| empty without a word | {len(empties)} |")
    out(f"| not read though LibreOffice finds words, by reason | {', '.join(f'{why} {count}' for why, count in sorted(refused.items())) or 'none'} |")
    out(f"\nWorst {worst} by word recall against LibreOffice: " + "; ".join(f"{path.name} {value:.3f}" for value, path in sorted(per_office, key=lambda pair: (pair[0], pair[1].name))[:worst]))
    out(f"\nWorst {worst} by word recall against the XML: " + "; ".join(f"{path.name} {value:.3f}" for value, path in sorted(per_xml, key=lambda pair: (pair[0], pair[1].name))[:worst]))
    out("\nMost wrong labels: " + "; ".join(f"{path.name} {count}" for path, count in wrong_labels.most_common(worst)))
    out("\nMost wrong headings (missed, extra): " + "; ".join(f"{path.name} {missed}, {extra}" for missed, extra, path in sorted(heading_files, key=lambda row: (-row[0] - row[1], row[2].name))[:worst]))


def measure_pdf(paths, program, cache, lines, worst):
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        texts = list(pool.map(lambda path: ours(program, path), paths))
        references = {
            name: list(pool.map(lambda path, name=name, tool=tool: cache.get(name, path, tool), paths))
            for name, tool in (("pdfium", pdfium), ("pdftotext", pdftotext), ("mutool", mutool))
        }
    scores = {name: [] for name in references}
    agreed, useful, swedish, silent, refused = 0, 0, [], [], collections.Counter()
    low = []
    for index, (path, (text, why)) in enumerate(zip(paths, texts)):
        mine = words(text)
        theirs = {name: words(close_up(found[index])) if found[index] is not None else None for name, found in references.items()}
        for name, other in theirs.items():
            if other is not None and sum(other.values()) >= 5 and text is not None:
                scores[name].append((f1(mine, broken(mine, other)), path))
        poppler, google = theirs["pdftotext"], theirs["pdfium"]
        if text is None and any(other and sum(other.values()) >= 5 for other in theirs.values()):
            refused[why] += 1
        if poppler and google and sum(poppler.values()) >= 5 and f1(poppler, google) >= .9:
            agreed += 1
            google = broken(mine, google)
            score = f1(mine, google)
            useful += score >= .8
            low.append((score, path, why or ""))
            if nordic(google):
                swedish.append((recall(mine, nordic(google)), recall(letters(mine), letters(google)), path))
        if text is not None and not mine and any(other and sum(other.values()) >= 5 for other in theirs.values()):
            silent.append(path)
    out = lines.append
    out(f"\n### PDF files: {len(paths)} files\n")
    out("| measured | value |\n|---|---|")
    for name, found in scores.items():
        values = [value for value, _ in found]
        if values:
            out(f"| word F1 against {name}: mean, share of files ≥ .998, worst ({len(values)} files) | {mean(values):.4f}, {mean(value >= .998 for value in values):.3f}, {min(values):.3f} |")
    out(f"| useful (F1 ≥ .8) of the files where pdftotext and pdfium agree (F1 ≥ .9) | {useful} of {agreed} = {useful / max(agreed, 1):.3f} |")
    if swedish:
        out(f"| words with å, ä, ö found: mean, worst file ({len(swedish)} files) | {mean(v for v, *_ in swedish):.4f}, {min(v for v, *_ in swedish):.4f} |")
        out(f"| letters å, ä, ö kept: mean, worst file | {mean(v for _, v, _ in swedish):.4f}, {min((v, path.name) for _, v, path in swedish)} |")
    out(f"| empty without a word | {len(silent)}{': ' + ', '.join(path.name for path in silent) if silent else ''} |")
    out(f"| not read though others find words, by reason | {', '.join(f'{why} {count}' for why, count in sorted(refused.items())) or 'none'} |")
    out(f"\nWorst {worst} against pdfium where two others agree: " + "; ".join(f"{path.name} {score:.3f}{' (' + why + ')' if why else ''}" for score, path, why in sorted(low, key=lambda row: (row[0], row[1].name))[:worst]))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("folders", nargs="+", type=pathlib.Path)
    parser.add_argument("--pyspunka", default=next((p for p in ("target/release/pyspunka", "target/debug/pyspunka") if pathlib.Path(p).exists()), "pyspunka"))
    parser.add_argument("--cache", default=pathlib.Path(tempfile.gettempdir()) / "pyspunka-fidelity", help="folder for what the other programs said")
    parser.add_argument("--out", type=pathlib.Path, help="also write the table there")
    parser.add_argument("--worst", type=int, default=10, help="how many of the worst files to name; above 20, what is wrong in them goes to standard error")
    parser.add_argument("--only", choices=["docx", "pdf"])
    parser.add_argument("--match", default="", help="only files whose name contains this")
    options = parser.parse_args()
    files = sorted(
        path for folder in options.folders
        for path in ([folder] if folder.is_file() else folder.rglob("*"))
        if path.is_file() and options.match in path.name
    )
    cache, lines = Cache(options.cache), []
    kinds = {"docx": (".docx", ".docm", ".dotx", ".dotm", ".odt"), "pdf": (".pdf",)}
    for kind, measure in (("docx", measure_docx), ("pdf", measure_pdf)):
        chosen = [path for path in files if path.suffix.lower() in kinds[kind]]
        if chosen and options.only in (None, kind):
            measure(chosen, options.pyspunka, cache, lines, options.worst)
    print("\n".join(lines))
    if options.out:
        options.out.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
