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
const [PATH, RULE, OUTCOME, SEVERITY, MESSAGE, QUOTE, PLACE, WHY, ADVICE, SEARCHED, ID, BASELINE, ACCEPTED] = data.columns.keys();
const RANK = { error: 0, warning: 1, info: 2 };
const title = (rule) => data.rules[rule] || rule;
const document_of = (finding) => data.documents[finding[PATH]];
const hay = data.findings.map((finding) =>
  [document_of(finding).path, finding[RULE], finding[OUTCOME], title(finding[RULE]), finding[MESSAGE], finding[QUOTE], finding[PLACE]].join("\n").toLowerCase());

function card(finding) {
  const article = make("article");
  const heading = make("h3");
  add(heading, make("span", words[finding[SEVERITY]], "tag " + finding[SEVERITY]), document.createTextNode(" " + title(finding[RULE])));
  add(article, heading, make("p", finding[MESSAGE]));
  if (finding[QUOTE]) add(article, make("blockquote", "“" + finding[QUOTE] + "”"));
  const where = document_of(finding).path + (finding[PLACE] ? " · " + finding[PLACE] : "");
  add(article, make("p", where, "soft"));
  if (finding[SEARCHED]) add(article, make("p", finding[SEARCHED], "soft"));
  if (finding[WHY]) add(article, make("p", words.why + ": " + finding[WHY], "soft"));
  if (finding[ADVICE]) add(article, make("p", words.do + ": " + finding[ADVICE]));
  const codes = [finding[RULE] + "/" + finding[OUTCOME], finding[ID], finding[BASELINE], finding[ACCEPTED] && words.accepted + ": " + finding[ACCEPTED]];
  return add(article, make("p", codes.filter(Boolean).join(" · "), "soft"));
}

let shown = [], page = 0;
function pick() {
  const query = by("query").value.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const severity = by("severity").value, rule = by("rule").value, sort = by("sort").value, accepted = by("accepted").checked;
  shown = [];
  data.findings.forEach((finding, index) => {
    if (severity && finding[SEVERITY] !== severity || rule && finding[RULE] !== rule || finding[ACCEPTED] && !accepted) return;
    if (query.every((word) => hay[index].includes(word))) shown.push(index);
  });
  const key = { severity: (i) => RANK[data.findings[i][SEVERITY]], rule: (i) => data.findings[i][RULE], path: (i) => data.findings[i][PATH] }[sort];
  shown.sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : a - b));
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
    const facts = [record.title, record.kind, record.dnr, record.dates, record.reason, record.bus].filter(Boolean).join(" · ");
    add(details, make("p", facts, "soft"));
    if (record.parties.length) add(details, matrix(record));
    if (record.outcomes.length) {
      const table = table_of([words.rule, words.outcome], words.outcomes);
      for (const [rule, outcome, reason] of record.outcomes) add(table.tBodies[0], row([title(rule), (words[outcome] || outcome) + (reason ? " (" + reason + ")" : "")], outcome === "not-met" || outcome === "not-assessed"));
      add(details, table);
    }
    for (const finding of data.findings) if (finding[PATH] === index) add(details, card(finding));
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
for (const id of ["severity", "rule", "sort", "accepted"]) by(id).addEventListener("change", pick);
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
