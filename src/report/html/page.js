"use strict";
// Everything from a document is set as text, never as markup.
const data = JSON.parse(document.getElementById("data").textContent);
const words = data.words, PAGE = 50, MOST_PRINTED = 2000;
const by = (id) => document.getElementById(id);
const make = (name, text, kind) => {
  const node = document.createElement(name);
  if (text !== undefined && text !== null) node.textContent = text;
  if (kind) node.className = kind;
  return node;
};
const add = (parent, ...children) => { for (const child of children) if (child) parent.append(child); return parent; };
const [PATH, RULE, OUTCOME, SEVERITY, MESSAGE, QUOTE, PLACE, WHY, ADVICE, SEARCHED, ID, BASELINE, FRESH, ACCEPTED] = data.columns.keys();
const OUTCOMES = ["not-met", "not-assessed", "met", "not-applicable"];
const RANK = { error: 0, warning: 1, info: 2 };
// A map, since a document may say "constructor".
const rules = new Map(Object.entries(data.rules));
const title = (rule) => rules.get(rule) || rule;
const document_of = (finding) => data.documents[finding[PATH]];
// A text stands once in the data; findings hold its number.
const said = (number) => (number === null ? null : data.texts[number]);
const of = (finding, column) => said(finding[column]);

function card(finding) {
  const article = make("article"), rule = of(finding, RULE), severity = of(finding, SEVERITY), accepted = of(finding, ACCEPTED);
  article.dataset.path = finding[PATH];
  article.dataset.rule = rule;
  const heading = make("h3");
  add(heading, make("span", words[severity], "tag " + severity), document.createTextNode(" " + title(rule)));
  add(article, heading, make("p", of(finding, MESSAGE)));
  if (of(finding, QUOTE)) add(article, make("blockquote", "“" + of(finding, QUOTE) + "”"));
  const where = document_of(finding).path + (of(finding, PLACE) ? " · " + of(finding, PLACE) : "");
  add(article, make("p", where, "soft"));
  if (of(finding, SEARCHED)) add(article, make("p", of(finding, SEARCHED), "soft"));
  if (of(finding, WHY)) add(article, make("p", words.why + ": " + of(finding, WHY), "soft"));
  if (of(finding, ADVICE)) add(article, make("p", words.do + ": " + of(finding, ADVICE)));
  const codes = [rule + "/" + of(finding, OUTCOME), of(finding, ID), of(finding, BASELINE), accepted !== null && words.accepted + ": " + accepted];
  return add(article, make("p", codes.filter(Boolean).join(" · "), "soft"));
}

const SOUGHT = [RULE, OUTCOME, MESSAGE, QUOTE, PLACE];
let low = null;
// Which texts, documents and rules hold a word: each text is looked at once, however many findings say it.
function holding(word) {
  const lower = (texts) => texts.map((text) => text.toLowerCase());
  low = low || { texts: lower(data.texts), paths: lower(data.documents.map((record) => record.path)) };
  const hits = (texts) => texts.map((text) => text.includes(word));
  const texts = hits(low.texts), paths = hits(low.paths);
  data.texts.forEach((text, number) => { if (rules.has(text) && rules.get(text).toLowerCase().includes(word)) texts[number] = true; });
  return (finding) => paths[finding[PATH]] || SOUGHT.some((column) => texts[finding[column]]);
}

let shown = [], page = 0;
function pick() {
  const query = by("query").value.trim().toLowerCase().split(/\s+/).filter(Boolean).map(holding);
  const severity = by("severity").value, rule = by("rule").value, sort = by("sort").value, accepted = by("accepted").checked, fresh = by("fresh").checked;
  shown = [];
  data.findings.forEach((finding, index) => {
    if (severity && of(finding, SEVERITY) !== severity || rule && of(finding, RULE) !== rule || finding[ACCEPTED] !== null && !accepted || fresh && !finding[FRESH]) return;
    if (query.every((holds) => holds(finding))) shown.push(index);
  });
  const key = { severity: (finding) => RANK[of(finding, SEVERITY)], rule: (finding) => of(finding, RULE), path: (finding) => finding[PATH] }[sort];
  const keys = new Map(shown.map((index) => [index, key(data.findings[index])]));
  shown.sort((a, b) => (keys.get(a) < keys.get(b) ? -1 : keys.get(a) > keys.get(b) ? 1 : a - b));
  page = 0;
  draw(PAGE);
}
function draw(size) {
  const last = Math.max(0, Math.ceil(shown.length / size) - 1);
  page = Math.min(page, last);
  const part = shown.slice(page * size, page * size + size);
  by("list").replaceChildren(...part.map((index) => card(data.findings[index])));
  by("count").textContent = shown.length ? words.shown.replace("{from}", page * size + 1).replace("{to}", page * size + part.length).replace("{all}", shown.length) : words.none;
  by("previous").disabled = page === 0;
  by("next").disabled = page >= last;
}
function turn(step) { page += step; draw(PAGE); by("findings").scrollIntoView(); }

function fold(record, index) {
  const details = make("details");
  const summary = make("summary", record.path + " — " + record.status + (record.counts ? " · " + record.counts : ""));
  details.append(summary);
  details.addEventListener("toggle", () => {
    if (!details.open || details.childElementCount > 1) return;
    const facts = [record.title, record.kind, record.dnr, record.dates, record.reason, record.reading, record.bus].filter(Boolean).join(" · ");
    add(details, make("p", facts, "soft"));
    const own = data.findings.filter((finding) => finding[PATH] === index);
    if (record.parties.length) add(details, matrix(record));
    if (record.outcomes.length) {
      const table = table_of([words.rule, words.outcome], words.outcomes);
      const outcomes = record.outcomes.map((one) => one.map(said)).sort((a, b) => OUTCOMES.indexOf(a[1]) - OUTCOMES.indexOf(b[1]));
      for (const [rule, outcome, reason] of outcomes) {
        // Notes leave a rule met, but not without a word.
        const notes = outcome === "met" && own.filter((finding) => of(finding, RULE) === rule && finding[ACCEPTED] === null).length;
        const told = reason || (notes && notes + " " + words[notes === 1 ? "note" : "infos"]);
        add(table.tBodies[0], row([title(rule), (words[outcome + "-one"] || words[outcome] || outcome) + (told ? " (" + told + ")" : "")], outcome === "not-met" || outcome === "not-assessed"));
      }
      add(details, table);
    }
    for (const finding of own) add(details, card(finding));
  });
  return details;
}
function matrix(record) {
  const table = table_of([words.party, words.sector, words.duties], words.matrix);
  for (const [name, sector, duties, own] of record.parties) {
    const cells = row([name, sector, ""], own === false);
    const last = cells.lastElementChild;
    if (duties.length) { const list = make("ul"); for (const duty of duties) add(list, make("li", duty)); add(last, list); }
    else last.textContent = own === false ? words["no-duty"] : "–";
    add(table.tBodies[0], cells);
  }
  return table;
}
function table_of(heads, caption) {
  const table = make("table"), head = make("tr");
  for (const text of heads) { const cell = make("th", text); cell.scope = "col"; add(head, cell); }
  add(table, make("caption", caption), add(make("thead"), head), make("tbody"));
  return table;
}
function row(cells, lit) { const tr = make("tr", null, lit ? "lit" : ""); cells.forEach((text) => add(tr, make("td", text))); return tr; }

const DOCUMENTS = 200;
let wanted = DOCUMENTS;
function documents() {
  const query = by("document-query").value.trim().toLowerCase();
  const hits = data.documents.map((record, index) => [record, index]).filter(([record]) => !query || (record.path + "\n" + (record.title || "")).toLowerCase().includes(query));
  by("folds").replaceChildren(...hits.slice(0, wanted).map(([record, index]) => fold(record, index)));
  by("document-count").textContent = words.shown.replace("{from}", Math.min(1, hits.length)).replace("{to}", Math.min(wanted, hits.length)).replace("{all}", hits.length);
  by("more").hidden = hits.length <= wanted;
}

let waiting;
const soon = (work) => () => { clearTimeout(waiting); waiting = setTimeout(work, 80); };
for (const id of ["severity", "rule", "sort", "accepted", "fresh"]) by(id).addEventListener("change", pick);
by("query").addEventListener("input", soon(pick));
by("document-query").addEventListener("input", soon(() => { wanted = DOCUMENTS; documents(); }));
for (const form of document.forms) form.addEventListener("submit", (event) => event.preventDefault());
by("previous").addEventListener("click", () => turn(-1));
by("next").addEventListener("click", () => turn(1));
by("more").addEventListener("click", () => { wanted += DOCUMENTS; documents(); });
addEventListener("beforeprint", () => { page = 0; draw(MOST_PRINTED); });
addEventListener("afterprint", () => draw(PAGE));
pick();
documents();
