// The page: what is typed goes to the checks, what comes back goes on the screen. The text lives in the box, nowhere else.

import { Checks } from "./checks.js";
import { box, light, mark, select, selectBlank, still, write } from "./draft.js";
import { blanks } from "./spans.js";
import * as view from "./view.js";

const $ = (id) => document.getElementById(id);
const EXAMPLE =
  "You never check your numbers, Sam. The totals on pages 3 and 7 are wrong again. Even the intern gets this right. Fix it by five.";
const PROBLEM = {
  long: "This is too long to check at once. Check it in parts.",
  key: "This server wants an API key. It is kept until you leave the page.",
  refused: "The server can’t read this text.",
  busy: "tonecheck is busy.",
  trouble: "Something went wrong on the server.",
  unreachable: "tonecheck can’t be reached.",
};

let checked = null; // the text of the last verdict
let listed = ""; // the findings in the list
let original = null; // the text before a rewording was used

const checks = new Checks({ busy, result: show, problem });

box.addEventListener("input", (event) => {
  tools();
  if (!box.value.trim()) clear();
  else if (!event.isComposing) checks.soon(box.value);
});
box.addEventListener("compositionend", () => box.value.trim() && checks.soon(box.value));

function tools() {
  const open = blanks(box.value).length;
  $("tools").hidden = !box.value.trim();
  $("hint").hidden = Boolean(box.value);
  put($("next"), open > 1 ? `Next of ${open} blanks` : open ? "Fill in the blank" : null);
  $("undo").hidden = original === null || original === box.value;
}

// Answers

function busy() {
  $("busy").hidden = false;
}

function show(text, result, more) {
  settle();
  const found = mark(view.findingsOf(result));
  $("model").textContent = `${result.model.name} ${result.model.version}`;
  if (!result.verdict) {
    clearJudgement();
    say(sentence(result.note ?? "this can’t be checked"));
    return;
  }
  checked = text;
  $("verdict").textContent = view.verdictOf(result, text);
  $("verdict").className = result.verdict;
  $("axes").replaceChildren(...view.axes(result));
  list(found);
  put($("missing"), view.missing(result));
  $("judged").hidden = false;
  suggest(text, result, more);
  announce(view.told(result, text));
}

/** The same findings as before stay as they are, with the focus that may be on them. */
function list(found) {
  const now = JSON.stringify(found.map(({ id, text, pushes }) => [id, text, pushes]));
  if (now !== listed) $("findings").replaceChildren(...view.findings(found));
  listed = now;
}

function suggest(text, result, more) {
  $("suggestions").replaceChildren(...result.rewordings.map((rewording) => view.suggestion(rewording, text, result)));
  $("offer").hidden = !result.rewordings.length;
  put($("none"), more ? "Looking for a rewording …" : view.noSuggestion(result));
  $("rewordings").hidden = !result.rewordings.length && $("none").hidden;
}

const sentence = (note) => `${note[0].toUpperCase()}${note.slice(1).replace(/\.?$/u, ".")}`;

function put(element, text) {
  element.textContent = text ?? "";
  element.hidden = !text;
}

function problem({ kind }, seconds) {
  settle();
  mark([]);
  clearJudgement();
  const wait = seconds === null ? "" : ` Your text is safe here; next try in ${view.count(Math.ceil(seconds), "second")}.`;
  $("retry").hidden = seconds === null;
  $("key-form").hidden = kind !== "key";
  say(PROBLEM[kind] + wait);
}

function say(text) {
  $("notice").hidden = false;
  $("notice-text").textContent = text;
  announce(text);
}

function settle() {
  for (const id of ["busy", "notice", "retry", "key-form"]) $(id).hidden = true;
}

function clearJudgement() {
  checked = null;
  $("judged").hidden = true;
  $("rewordings").hidden = true;
}

function clear() {
  checks.cancel();
  settle();
  clearJudgement();
  mark([]);
  original = null;
  $("model").textContent = "";
  $("live").textContent = "";
  announce(null);
  tools();
}

let speaking = 0;
/** For screen readers: only after a rest, and only what wasn't said last. */
function announce(text, rest = 1200) {
  clearTimeout(speaking);
  if (!text) return;
  speaking = setTimeout(() => {
    if ($("live").textContent !== text) $("live").textContent = text;
  }, rest);
}

// Findings

/** The marks that an entry of the list, or one of its buttons, stands for. */
function meant(target) {
  const button = target.closest("button");
  const buttons = button ? [button] : Array.from(target.closest("li")?.querySelectorAll("button") ?? []);
  return still(buttons.map(({ cue }) => cue));
}

for (const name of ["focusin", "mouseover"]) $("findings").addEventListener(name, (event) => light(meant(event.target)));
for (const name of ["focusout", "mouseout"]) $("findings").addEventListener(name, () => light([]));
$("findings").addEventListener("click", (event) => {
  const [found] = event.target.closest("button") ? meant(event.target) : [];
  if (found) select(found);
});

// Rewordings and tools

$("suggestions").addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (checked !== box.value) {
    announce("Still checking what you wrote last.", 0);
    return;
  }
  original = box.value;
  write(button.rewording.text);
  selectBlank();
  announce("Rewording used.", 0);
});
$("next").addEventListener("click", selectBlank);
$("undo").addEventListener("click", () => {
  const text = box.value;
  box.focus({ preventScroll: true });
  if (!document.execCommand("undo") || box.value === text) write(original ?? text);
});
$("example").addEventListener("click", () => write(EXAMPLE));
$("retry").addEventListener("click", () => checks.again());
$("key-form").addEventListener("submit", (event) => {
  event.preventDefault();
  checks.key = $("key").value.trim() || null;
  $("key").value = "";
  checks.again();
});
addEventListener("online", () => $("notice").hidden || checks.again());

let copied = 0;
$("copy").addEventListener("click", async () => {
  const done = await copy(box.value);
  const open = blanks(box.value).length;
  $("copy").textContent = done ? "Copied" : "Press Ctrl+C";
  announce(!done ? "Press Control C to copy." : open ? `Copied, with ${view.count(open, "blank")} still to fill in.` : "Copied.", 0);
  clearTimeout(copied);
  copied = setTimeout(() => ($("copy").textContent = "Copy"), 2000);
});

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    box.focus();
    box.select(); // no clipboard without https; the text is selected, so the keys do it
    return document.execCommand("copy");
  }
}

tools();
if (box.value.trim()) checks.soon(box.value, 0); // the browser kept the text over a reload
box.focus({ preventScroll: true });
