"""Opens HTML reports in Chromium as a reader does, and tells what does not work.

    python3 tests/browser/look.py FOLDER

FOLDER holds sv.html, en.html, hostile.html and many.html. Needs the Python package playwright and Chromium; with
axe-playwright-python it looks for what shuts readers out as well. Writes pictures beside the reports. The last line is
"faults: N"; each fault stands on a line of its own before it.
"""

import pathlib
import shutil
import sys

from playwright.sync_api import sync_playwright

AXE = "() => axe.run(document, {resultTypes: ['violations']})"
# Sets a field and waits until the list has been drawn: milliseconds.
TIMED = """([id, value]) => new Promise((done) => {
  const field = document.getElementById(id), list = document.getElementById('list'), from = performance.now();
  new MutationObserver((_, watch) => { watch.disconnect(); requestAnimationFrame(() => done(performance.now() - from)); })
    .observe(list, {childList: true});
  field.value = value;
  field.dispatchEvent(new Event(field.type === 'search' ? 'input' : 'change'));
})"""

faults = []


def check(what, holds, told=""):
    if not holds:
        faults.append(f"{what} {told}".strip())
        print(f"FAULT {what} {told}".strip())


def axe_source():
    try:
        import axe_playwright_python
    except ImportError:
        print("axe-playwright-python is not installed: accessibility is not looked at")
        return None
    return next(pathlib.Path(axe_playwright_python.__file__).parent.rglob("axe.min.js")).read_text("utf-8")


class Reader:
    """One report in one browser window, with everything that it asks for and complains of."""

    def __init__(self, browser, file, **window):
        self.name = file.name
        self.asked, self.said = [], []
        self.context = browser.new_context(**window)
        self.page = self.context.new_page()
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.goto(file.as_uri())

    def check(self, what, holds, told=""):
        check(f"{self.name}: {what}", holds, told)

    def shown(self):
        return self.page.inner_text("#count")

    def all(self):
        digits = "".join(c if c.isdigit() else " " for c in self.shown()).split()
        return int(digits[-1]) if digits else 0

    def wait(self):
        self.page.wait_for_timeout(150)

    def close(self):
        self.check("asks for nothing but itself", len(self.asked) == 1, self.asked[1:4])
        self.check("complains of nothing", not self.said, self.said[:4])
        self.check("runs nothing of a document", not self.page.evaluate("() => !!window.broken"))
        # Last, since the browser complains when the policy holds.
        self.page.evaluate(
            "() => { const s = document.createElement('script'); s.textContent = 'window.slipped = 1';"
            " document.body.append(s); const i = new Image(); i.src = 'http://127.0.0.1:9/x'; document.body.append(i); }"
        )
        self.wait()
        self.check("runs no script that is added", not self.page.evaluate("() => !!window.slipped"))
        self.context.close()


def lists(reader):
    page, every = reader.page, reader.all()
    reader.check("shows findings", every > 0 and page.locator("#list article").count() == min(50, every))
    severities = page.locator("#list .tag").all_inner_texts()
    page.select_option("#severity", "error")
    reader.check("filters by severity", 0 < reader.all() < every)
    tags = page.locator("#list .tag").evaluate_all("(tags) => tags.map((tag) => tag.className)")
    reader.check("filters by severity only", all("error" in tag for tag in tags), tags[:3])
    page.select_option("#severity", "")
    rule = page.locator("#rule option").nth(1).get_attribute("value")
    page.select_option("#rule", rule)
    reader.check("filters by rule", 0 < reader.all() < every)
    page.select_option("#rule", "")
    page.fill("#query", "no such words anywhere")
    reader.wait()
    reader.check("says that nothing is found", reader.all() == 0 and page.locator("#list article").count() == 0)
    page.fill("#query", rule)
    reader.wait()
    reader.check("finds words", 0 < reader.all() < every)
    page.fill("#query", "")
    reader.wait()
    reader.check("shows all again", reader.all() == every)
    first = page.locator("#list article").first.inner_text()
    for order in ("path", "rule"):
        page.select_option("#sort", order)
        codes = page.locator("#list article").evaluate_all(f"(all) => all.map((one) => one.dataset.{order})")
        ranks = [int(code) if order == "path" else code for code in codes]
        reader.check(f"sorts by {order}", ranks == sorted(ranks), ranks[:5])
    page.select_option("#sort", "severity")
    reader.check("sorts as before", page.locator("#list article").first.inner_text() == first)
    reader.check("shows the worst first", severities[:1] == page.locator("#list .tag").all_inner_texts()[:1])
    if every > 50:
        page.click("#next")
        reader.check("turns the page", reader.shown().startswith("51"))
        page.click("#previous")
        reader.check("turns back", reader.shown().startswith("1"))


def documents(reader):
    page = reader.page
    fold = page.locator("#folds details").first
    if fold.get_attribute("open") is None:
        fold.locator("summary").first.click()
    # The browser tells the page of it a moment later.
    page.wait_for_function("() => document.querySelector('#folds details[open] table')", timeout=10_000)
    reader.check("opens a document", fold.locator("table").count() > 0)
    reader.check("tells the outcome of rules", fold.locator("table").last.locator("tbody tr").count() > 3)
    path = page.locator("#folds summary").nth(1).inner_text().split(" — ")[0]
    page.fill("#document-query", path[:12])
    reader.wait()
    reader.check("finds a document", page.locator("#folds details").count() > 0)
    page.fill("#document-query", "")
    reader.wait()


def keyboard(reader):
    page = reader.page
    page.keyboard.press("Tab")
    reader.check("begins with a way past", page.evaluate("() => document.activeElement.className") == "skip")
    page.keyboard.press("Enter")
    reached = []
    for _ in range(12):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("() => document.activeElement.id"))
    wanted = ["query", "severity", "rule", "sort", "accepted"]
    reader.check("goes from field to field", [name for name in reached if name in wanted] == wanted, reached)
    page.focus("#query")
    page.keyboard.type("xyzzy")
    page.keyboard.press("Enter")
    reader.wait()
    reader.check("stays when Enter is pressed in a field", reader.all() == 0 and len(reader.asked) == 1)
    page.fill("#query", "")
    reader.wait()
    page.focus("#folds summary >> nth=1")
    page.keyboard.press("Enter")
    fold = page.locator("#folds details").nth(1)
    reader.check("opens a document by keyboard", fold.get_attribute("open") is not None)
    ring = page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
    reader.check("shows where the keyboard is", ring not in ("none", ""), ring)


def paper(reader, folder):
    page = reader.page
    page.emulate_media(media="print")
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    shown = page.locator("form:visible, nav:visible, button:visible").count()
    reader.check("prints no fields and buttons", shown == 0, shown)
    reader.check("prints all findings", page.locator("#list article").count() == min(reader.all(), 2000))
    page.evaluate("() => dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="null")
    (folder / f"{reader.name}.pdf").write_bytes(page.pdf(format="A4"))
    reader.check("is the same after printing", page.locator("#list article").count() <= 50)


def accessible(reader, source):
    if not source:
        return
    reader.page.evaluate(source)
    looked = reader.page.evaluate(AXE)
    print(f"{reader.name}: axe {looked['testEngine']['version']} passed {len(looked['passes'])} of its rules")
    for fault in looked["violations"]:
        where = [" ".join(map(str, node["target"])) for node in fault["nodes"][:3]]
        told = f"{fault['impact']}: {fault['id']} {where}"
        if fault["impact"] in ("serious", "critical"):
            reader.check("shuts nobody out", False, told)
        else:
            print(f"{reader.name}: axe {told}")


def narrow(reader):
    wide = reader.page.evaluate(
        "() => [...document.querySelectorAll('body *')].filter((node) => node.getBoundingClientRect().right > innerWidth + 1)"
        ".map((node) => node.tagName + '#' + node.id + '.' + node.className + ' ' + node.textContent.slice(0, 40))"
    )
    reader.check("fits a narrow screen", not wide, wide[:4])


def fast(reader, file):
    page = reader.page
    opened = page.evaluate("() => performance.getEntriesByType('navigation')[0].domComplete")
    steps = [("severity", "error"), ("severity", ""), ("query", "kommun"), ("query", ""), ("sort", "path")]
    times = {f"{name}={value}": round(page.evaluate(TIMED, [name, value])) for name, value in steps}
    page.locator("#folds summary").nth(3).click()
    fold = page.evaluate(
        "() => { const from = performance.now(); document.querySelectorAll('#folds details')[5].open = true;"
        " return new Promise((done) => requestAnimationFrame(() => done(performance.now() - from))); }"
    )
    print(f"{file.name}: {reader.all()} findings, {file.stat().st_size} bytes; ms: opened {round(opened)},",
          ", ".join(f"{name} {time}" for name, time in times.items()), f"document {round(fold)}")


def main(folder):
    source = axe_source()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for name in ("sv.html", "en.html", "hostile.html"):
            reader = Reader(browser, folder / name, viewport={"width": 1200, "height": 900})
            keyboard(reader)
            lists(reader)
            documents(reader)
            paper(reader, folder)
            accessible(reader, source)
            reader.page.screenshot(path=folder / f"{name}.png", full_page=name != "hostile.html")
            reader.close()
        for name in ("sv.html", "hostile.html"):
            dark = Reader(browser, folder / name, viewport={"width": 1200, "height": 900}, color_scheme="dark")
            documents(dark)
            accessible(dark, source)
            dark.page.screenshot(path=folder / f"{name}.dark.png")
            dark.close()
            phone = Reader(browser, folder / name, viewport={"width": 360, "height": 740})
            documents(phone)
            narrow(phone)
            accessible(phone, source)
            phone.page.screenshot(path=folder / f"{name}.narrow.png", full_page=name == "sv.html")
            phone.close()
        many = Reader(browser, folder / "many.html", viewport={"width": 1200, "height": 900})
        fast(many, folder / "many.html")
        many.close()
        browser.close()
    print(f"faults: {len(faults)}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve()))
