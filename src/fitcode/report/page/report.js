// Opens quotations and transcripts from the data in the page. It counts nothing: filters only narrow what is
// listed. Every text goes into the page as text, never as markup.
"use strict";

const AT_ONCE = 40;
const AROUND = 90;
const MOST_PRINTED = 100;
const SIGNS = { fit: "+", misfit: "\u2212", mixed: "\u00b1", unstated: "\u25cb" };
// What two codings share when a button asks for both: a turn or a segment.
const UNITS = { "beside-": ["first_turn", "end_turn"], "within-": ["first_segment", "end_segment"] };
const LISTS = {
  component: "components",
  about: "components",
  counterpart: "components",
  code: "codes",
  dimension: "dimensions",
  period: "periods",
  transcript: "transcripts",
  valence: "valences",
};
const FILTERS = ["code", "component", "valence", "transcript"];

const byId = (id) => document.getElementById(id);
const parsed = new Map();
const reader = { opened: [], shown: [], listed: 0, shares: "" };

function block(id) {
  if (!parsed.has(id)) parsed.set(id, JSON.parse(byId(id).textContent));
  return parsed.get(id);
}

const names = () => block("names");
const codings = () => block("codings");

function talk(transcript) {
  const found = block(`talk-${transcript}`);
  if (found.starts === undefined) {
    let at = 0;
    found.starts = found.turns.map((said) => {
      const start = at;
      at += said.length + 1;
      return start;
    });
  }
  return found;
}

function make(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== "" && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== ""));
  return made;
}

// What a coding says

function valenceOf(coding) {
  const place = codings().valence[coding];
  return place < 0 ? "unstated" : names().valences[place];
}

function valenceWords(coding) {
  const valence = valenceOf(coding);
  const strength = codings().strength[coding];
  const words = valence === "unstated" ? "not stated" : valence;
  return `${SIGNS[valence]} ${words}${strength > 0 ? ` (strength ${strength})` : ""}`;
}

function nameOf(list, place, none = "") {
  if (place < 0) return none;
  const name = names()[list][place];
  return Array.isArray(name) ? name[0] : name;
}

function relation(coding) {
  const about = nameOf("components", codings().about[coding]);
  const counterpart = nameOf("components", codings().counterpart[coding]);
  if (!about && !counterpart) return "";
  return counterpart ? `${about} \u2192 ${counterpart}`.trim() : about;
}

function voiceOf(place) {
  const [label, caseName, isRespondent] = names().voices[place];
  return [label, caseName === label ? "" : caseName, isRespondent];
}

function quoteOf(coding) {
  return said(codings().transcript[coding], codings().start[coding], codings().end[coding]);
}

function said(transcript, start, end) {
  const { turns, starts } = talk(transcript);
  const first = turnAt(transcript, start);
  const parts = [];
  for (let turn = first; turn < turns.length && starts[turn] < end; turn += 1) {
    parts.push(turns[turn].slice(Math.max(start - starts[turn], 0), end - starts[turn]));
  }
  return parts.join("\n");
}

function turnAt(transcript, position) {
  const { starts } = talk(transcript);
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (starts[middle] <= position) low = middle;
    else high = middle - 1;
  }
  return low;
}

function around(coding) {
  const { transcript, start, end } = codings();
  const { turns, starts } = talk(transcript[coding]);
  const first = turnAt(transcript[coding], start[coding]);
  const last = turnAt(transcript[coding], Math.max(end[coding] - 1, start[coding]));
  const before = turns[first].slice(0, start[coding] - starts[first]);
  const after = turns[last].slice(end[coding] - starts[last]);
  return [cutBefore(before), cutAfter(after)];
}

function cutBefore(text) {
  if (text.length <= AROUND) return text;
  return `\u2026${text.slice(-AROUND).replace(/^\S*\s/u, "")}`;
}

function cutAfter(text) {
  if (text.length <= AROUND) return text;
  return `${text.slice(0, AROUND).replace(/\s\S*$/u, "")}\u2026`;
}

// Which codings a button opens

function readOpening(written) {
  return written.split(" ").filter(Boolean).map((part) => part.split("=")).map(([key, value]) => [key, Number(value)]);
}

function matching(opening) {
  const shared = opening.filter(([key]) => prefixOf(key));
  const found = meeting(ownConditions(opening));
  if (shared.length === 0) return found;
  return together(found, meeting(sharedConditions(opening)), UNITS[prefixOf(shared[0][0])]);
}

function ownConditions(opening) {
  return opening.filter(([key]) => !prefixOf(key));
}

function sharedConditions(opening) {
  return opening.filter(([key]) => prefixOf(key)).map(([key, value]) => [key.slice(prefixOf(key).length), value]);
}

function prefixOf(key) {
  return Object.keys(UNITS).find((prefix) => key.startsWith(prefix)) || "";
}

function meeting(conditions) {
  const columns = codings();
  const found = [];
  for (let coding = 0; coding < columns.code.length; coding += 1) {
    if (conditions.every(([key, value]) => columns[key][coding] === value)) found.push(coding);
  }
  return found;
}

function unitsOf(coding, [first, end]) {
  const units = [];
  for (let unit = codings()[first][coding]; unit < codings()[end][coding]; unit += 1) units.push(`${codings().transcript[coding]} ${unit}`);
  return units;
}

function sharedUnits(some, others, borders) {
  const ours = new Set(some.flatMap((coding) => unitsOf(coding, borders)));
  return new Set(others.flatMap((coding) => unitsOf(coding, borders)).filter((unit) => ours.has(unit)));
}

function together(some, others, borders) {
  const shared = sharedUnits(some, others, borders);
  const both = new Set([...some, ...others]);
  return [...both].filter((coding) => unitsOf(coding, borders).some((unit) => shared.has(unit))).sort((a, b) => a - b);
}

function titleOf(opening) {
  return opening.map(titlePart).join(" \u00b7 ") || "All quotations";
}

function titlePart([written, value]) {
  const key = written.slice(prefixOf(written).length);
  if (key === "part") return `from ${value * 10} % of the interview`;
  const name = key === "component" && value >= 0 ? names().components[value][1] : nameOf(LISTS[key], value, `no ${key}`);
  if (key === "counterpart") return `towards ${name}`;
  return written === key ? name : `beside ${name}`;
}

// The reader

function openReader(opening) {
  reader.opened = matching(opening);
  reader.shares = sharing(opening);
  byId("reader-title").textContent = titleOf(opening);
  fillFilters();
  narrow();
  byId("reader").showModal();
  byId("reader").scrollTop = 0;
  byId("reader-title").focus();
}

function fillFilters() {
  const form = byId("filters");
  form.reset();
  for (const name of FILTERS) {
    const places = [...new Set(reader.opened.map((coding) => codings()[name][coding]))].sort((a, b) => a - b);
    const options = places.map((place) => make("option", { value: String(place) }, nameOf(LISTS[name], place, `(no ${name})`)));
    form.elements[name].replaceChildren(make("option", { value: "any" }, "any"), ...options);
    form.elements[name].disabled = places.length < 2;
  }
}

function narrow() {
  const form = byId("filters");
  const wanted = FILTERS.map((name) => [name, form.elements[name].value]).filter(([, value]) => value !== "any" && value !== "");
  const words = form.elements.words.value.trim().toLocaleLowerCase();
  reader.shown = reader.opened.filter(
    (coding) =>
      wanted.every(([name, value]) => codings()[name][coding] === Number(value)) &&
      (words === "" || quoteOf(coding).toLocaleLowerCase().includes(words)),
  );
  reader.listed = 0;
  byId("quotations").replaceChildren();
  listMore();
  tellHowMany();
}

function tellHowMany() {
  const [shown, opened] = [reader.shown.length, reader.opened.length];
  const noun = opened === 1 ? "quotation" : "quotations";
  const told = shown === opened ? `${opened.toLocaleString("en")} ${noun}` : `${shown.toLocaleString("en")} of ${opened.toLocaleString("en")} ${noun}`;
  byId("reader-status").textContent = `${told}${reader.shares}`;
}

// A cell that counts turns or segments opens the codings in them: their number is another.
function sharing(opening) {
  const prefix = opening.map(([key]) => prefixOf(key)).find(Boolean);
  if (!prefix) return "";
  const units = sharedUnits(meeting(ownConditions(opening)), meeting(sharedConditions(opening)), UNITS[prefix]).size;
  const noun = prefix === "within-" ? "segment" : "turn";
  return ` in the ${units === 1 ? `one ${noun} that holds` : `${units.toLocaleString("en")} ${noun}s that hold`} both`;
}

function listMore() {
  const next = reader.shown.slice(reader.listed, reader.listed + AT_ONCE);
  byId("quotations").append(...next.map(quotationItem));
  reader.listed += next.length;
  byId("more").hidden = reader.listed >= reader.shown.length;
}

function quotationItem(coding) {
  const columns = codings();
  const transcript = columns.transcript[coding];
  const [name, language] = names().transcripts[transcript];
  const [before, after] = around(coding);
  const quote = make("blockquote", { dir: "auto", lang: language });
  if (before) quote.append(make("span", { class: "around" }, before));
  quote.append(make("mark", { class: valenceOf(coding) }, quoteOf(coding)));
  if (after) quote.append(make("span", { class: "around" }, after));
  const [label, caseName] = voiceOf(columns.voice[coding]);
  const go = make("button", { type: "button", class: "plain", "data-coding": String(coding) }, "In the transcript");
  const who = make("p", { class: "attributed" }, make("bdi", {}, label), make("span", { class: "quiet" }, ` \u00b7 ${[caseName, name].filter(Boolean).join(" \u00b7 ")}`));
  const coded = make("p", { class: "coded" }, make("b", {}, nameOf("codes", columns.code[coding])), " \u00b7 ", make("span", { class: `sign ${valenceOf(coding)}` }, valenceWords(coding)));
  if (relation(coding)) coded.append(` \u00b7 ${relation(coding)}`);
  const item = make("li", {}, quote, make("div", { class: "voice-line" }, who, go), coded);
  if (columns.memo[coding] >= 0) item.append(make("p", { class: "coded" }, "Memo: ", make("bdi", {}, names().memos[columns.memo[coding]])));
  return item;
}

// A transcript

function openTranscript(transcript, coding = -1) {
  const [name, language] = names().transcripts[transcript];
  byId("transcript-title").textContent = name;
  const here = matching([["transcript", transcript]]);
  const { turns } = talk(transcript);
  byId("turns").replaceChildren(...turns.map((text, turn) => turnElement(transcript, turn, here, language)));
  byId("transcript").hidden = false;
  const note = coding >= 0 ? byId("turns").querySelector(`.margin [data-note="${coding}"]`) : null;
  (note || byId("transcript-title")).focus({ preventScroll: true });
  (note ? note.closest(".turn") : byId("transcript")).scrollIntoView({ block: "start" });
}

function closeTranscript() {
  const name = byId("transcript-title").textContent;
  byId("transcript").hidden = true;
  byId("turns").replaceChildren();
  const place = names().transcripts.findIndex(([known]) => known === name);
  document.querySelector(`[data-transcript="${place}"]`).focus();
}

function turnElement(transcript, turn, here, language) {
  const { turns, starts, voices } = talk(transcript);
  const [start, end] = [starts[turn], starts[turn] + turns[turn].length];
  const touching = here.filter((coding) => codings().start[coding] < end && codings().end[coding] > start);
  const [label, caseName, isRespondent] = voiceOf(voices[turn]);
  const who = make("p", { class: "voice" }, make("bdi", {}, label), caseName ? ` \u00b7 ${caseName}` : "");
  const text = make("p", { class: "said", dir: "auto", lang: language }, ...pieces(turns[turn], start, touching));
  const notes = touching.filter((coding) => codings().start[coding] >= start || turn === turnAt(transcript, codings().start[coding]));
  const margin = notes.length ? make("ul", { class: "margin", "aria-label": "Codings" }, ...notes.map(marginNote)) : null;
  return make("div", { class: isRespondent ? "turn" : "turn asked" }, who, text, margin);
}

function pieces(text, offset, touching) {
  const borders = new Set([0, text.length]);
  for (const coding of touching) {
    borders.add(Math.max(codings().start[coding] - offset, 0));
    borders.add(Math.min(codings().end[coding] - offset, text.length));
  }
  const sorted = [...borders].sort((a, b) => a - b);
  const made = [];
  for (let place = 0; place + 1 < sorted.length; place += 1) {
    const [start, end] = [sorted[place], sorted[place + 1]];
    const over = touching.filter((coding) => codings().start[coding] - offset <= start && codings().end[coding] - offset >= end);
    const part = text.slice(start, end);
    made.push(over.length ? make("mark", { class: shade(over), "data-over": over.join(" ") }, part) : part);
  }
  return made;
}

function shade(over) {
  const valences = new Set(over.map(valenceOf));
  return valences.size === 1 ? [...valences][0] : "several";
}

function marginNote(coding) {
  const button = make("button", { type: "button", class: valenceOf(coding), "data-note": String(coding) }, make("b", {}, nameOf("codes", codings().code[coding])), ` ${valenceWords(coding)}`);
  if (relation(coding)) button.append(` \u00b7 ${relation(coding)}`);
  if (codings().memo[coding] >= 0) button.append(make("span", { class: "memo", dir: "auto" }, names().memos[codings().memo[coding]]));
  return make("li", {}, button);
}

function light(coding) {
  for (const lit of byId("turns").querySelectorAll(".lit")) lit.classList.remove("lit");
  if (coding === null) return;
  for (const mark of byId("turns").querySelectorAll("mark")) {
    if (mark.dataset.over.split(" ").includes(coding)) mark.classList.add("lit");
  }
}

// What is pressed and pointed at

document.addEventListener("click", (event) => {
  const pressed = event.target.closest("button");
  if (!pressed) return;
  if (pressed.dataset.opens !== undefined) openReader(readOpening(pressed.dataset.opens));
  else if (pressed.dataset.transcript !== undefined) openTranscript(Number(pressed.dataset.transcript));
  else if (pressed.dataset.coding !== undefined) {
    const coding = Number(pressed.dataset.coding);
    byId("reader").close();
    openTranscript(codings().transcript[coding], coding);
  }
});
byId("reader-close").addEventListener("click", () => byId("reader").close());
byId("reader").addEventListener("click", (event) => {
  if (event.target === byId("reader")) byId("reader").close();
});
byId("transcript-close").addEventListener("click", closeTranscript);
byId("filters").addEventListener("input", narrow);
byId("filters").addEventListener("submit", (event) => event.preventDefault());
byId("more").addEventListener("click", () => {
  const first = reader.listed;
  listMore();
  byId("quotations").children[first].querySelector("button").focus();
});
for (const [kind, isOver] of [["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]]) {
  byId("turns").addEventListener(kind, (event) => {
    const note = event.target.closest("[data-note]");
    if (note) light(isOver ? note.dataset.note : null);
  });
}
window.addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll("details")) {
    if (details.querySelectorAll("tr").length <= MOST_PRINTED) details.open = true;
  }
});
