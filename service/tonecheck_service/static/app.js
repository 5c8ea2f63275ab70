// The page: what is typed goes to the checks, what comes back goes on the screen. The text lives in the box, nowhere else.

import { Checks } from "./checks.js";
import { blanks, edit, rebase, segments } from "./spans.js";
import * as view from "./view.js";

const $ = (id) => document.getElementById(id);
const [box, paper, mirror, card] = ["text", "paper", "mirror", "card"].map($);
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

let checked = null; // { text, result } of the last answer
let marks = []; // its findings, where their words stand now
let before = ""; // the text as of the last change
let original = null; // the text before a rewording was used

const checks = new Checks({ busy, result: show, problem });

// The text box

box.addEventListener("input", (event) => {
  const text = box.value;
  marks = rebase(marks, before, text);
  before = text;
  hideCard();
  draw();
  if (!text.trim()) clear();
  else if (!event.isComposing) checks.soon(text);
});
box.addEventListener("compositionend", () => box.value.trim() && checks.soon(box.value));

/** Change the whole text as if it had been typed, so that the browser's own undo takes it back in one step. */
function write(text) {
  const { start, end, text: inserted } = edit(box.value, text);
  box.focus({ preventScroll: true });
  box.setSelectionRange(start, end);
  if (start < end || inserted) document.execCommand(inserted ? "insertText" : "delete", false, inserted);
  if (box.value === text) return;
  box.value = text;
  box.dispatchEvent(new InputEvent("input"));
}

function select({ start, end }) {
  box.focus({ preventScroll: true });
  box.setSelectionRange(start, end);
  const piece = pieces().find((element) => element.at + element.textContent.length > start);
  piece?.scrollIntoView({ block: "nearest" });
}

/** The layer under the text box: the same words, unseen, with the marks to be seen. */
function draw() {
  const text = box.value;
  const holes = blanks(text);
  mirror.replaceChildren(
    ...segments(text, [...marks, ...holes]).map((segment) => {
      const cues = segment.spans.filter((span) => span.id);
      const hole = segment.spans.length > cues.length;
      if (!segment.spans.length) return segment.text;
      const names = [hole && "blank", cues.length && (cues.some(view.harms) ? "harm" : "boss")].filter(Boolean);
      return Object.assign(view.make("mark", { class: names.join(" ") }, segment.text), { cues, at: segment.start });
    }),
    "\u200b", // a last empty line has height, too
  );
  $("tools").hidden = !text.trim();
  $("hint").hidden = Boolean(text);
  $("next").hidden = !holes.length;
  $("next").textContent = holes.length ? `Fill in the next of ${view.count(holes.length, "blank")}` : "";
  if (holes.length === 1) $("next").textContent = "Fill in the blank";
  $("undo").hidden = original === null || original === text;
}

const pieces = () => Array.from(mirror.getElementsByTagName("mark"));

// Answers

function busy() {
  $("busy").hidden = false;
}

function show(text, result, more) {
  settle();
  checked = { text, result };
  marks = view.findingsOf(result).map((cue, key) => ({ ...cue, key }));
  draw();
  $("model").textContent = `${result.model.name} ${result.model.version}`;
  if (!result.verdict) {
    clearJudgement();
    say(sentence(result.note ?? "this can’t be checked"));
    return;
  }
  const verdict = $("verdict");
  verdict.textContent = view.verdictOf(result, text);
  verdict.className = result.verdict;
  $("axes").replaceChildren(...view.axes(result));
  $("findings").replaceChildren(...view.findings(marks));
  put($("missing"), view.missing(result));
  $("judged").hidden = false;
  suggest(text, result, more);
  announce(told(result, verdict.textContent, more));
}

function suggest(text, result, more) {
  $("suggestions").replaceChildren(...result.rewordings.map((rewording) => view.suggestion(rewording, text, result)));
  $("offer").hidden = !result.rewordings.length;
  put($("none"), more ? "Looking for a rewording …" : view.noSuggestion(result));
  $("rewordings").hidden = !result.rewordings.length && $("none").hidden;
}

function told(result, verdict, more) {
  const parts = [verdict];
  if (marks.length) parts.push(`${view.count(marks.length, "finding")}.`);
  if (result.rewordings.length) parts.push(`${view.count(result.rewordings.length, "rewording")}.`);
  return more ? null : parts.join(" ");
}

const sentence = (note) => `${note[0].toUpperCase()}${note.slice(1).replace(/\.?$/u, ".")}`;

function put(element, text) {
  element.textContent = text ?? "";
  element.hidden = !text;
}

function problem({ kind }, seconds) {
  settle();
  marks = [];
  draw();
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
  $("busy").hidden = true;
  for (const id of ["notice", "retry", "key-form"]) $(id).hidden = true;
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
  marks = [];
  original = null;
  $("model").textContent = "";
  draw();
  announce(null);
  $("live").textContent = "";
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

// What was marked, and why

let leaving = 0;
function showCard(piece) {
  clearTimeout(leaving);
  if (!piece?.cues.length) {
    leaving = setTimeout(hideCard, 250); // time enough to reach the card with the mouse
    return;
  }
  card.replaceChildren(...view.explanation(piece.cues));
  card.hidden = false;
  const { left, top, bottom } = piece.getClientRects()[0] ?? piece.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = card;
  const below = bottom + 4 + height < innerHeight || top < height + 4;
  card.style.left = `${Math.max(8, Math.min(left, document.documentElement.clientWidth - width - 8))}px`;
  card.style.top = `${below ? bottom + 4 : top - height - 4}px`;
  light(piece.cues);
}

function hideCard() {
  clearTimeout(leaving);
  card.hidden = true;
  light([]);
}

/** Show which words are meant. */
function light(cues) {
  const keys = cues.map((cue) => cue.key);
  for (const piece of pieces()) piece.classList.toggle("lit", piece.cues.some((cue) => keys.includes(cue.key)));
}

const pieceAt = (at) => pieces().find((piece) => piece.at <= at && at < piece.at + piece.textContent.length);

let pointer = 0;
box.addEventListener("pointermove", (event) => {
  if (event.pointerType !== "mouse" || event.buttons) return;
  cancelAnimationFrame(pointer);
  pointer = requestAnimationFrame(() => {
    const under = document.elementsFromPoint(event.clientX, event.clientY);
    showCard(under.find((element) => element.parentElement === mirror));
  });
});
box.addEventListener("pointerleave", (event) => {
  cancelAnimationFrame(pointer);
  if (!card.contains(event.relatedTarget)) hideCard();
});
card.addEventListener("pointerenter", () => clearTimeout(leaving));
card.addEventListener("pointerleave", hideCard);
box.addEventListener("click", () => showCard(pieceAt(box.selectionStart)));
box.addEventListener("keyup", (event) => {
  if (/^(Arrow|Home|End|Page)/.test(event.key)) showCard(pieceAt(box.selectionStart));
});
box.addEventListener("blur", hideCard);
for (const target of [window, paper]) target.addEventListener("scroll", hideCard, { passive: true });
document.addEventListener("keydown", (event) => event.key === "Escape" && hideCard());

for (const name of ["focusin", "mouseover"]) $("findings").addEventListener(name, (event) => light(meant(event.target)));
for (const name of ["focusout", "mouseout"]) $("findings").addEventListener(name, () => light([]));
$("findings").addEventListener("click", (event) => {
  const [cue] = event.target.closest("button") ? meant(event.target) : [];
  if (cue) select(cue);
});

/** The findings that an entry of the list, or one of its buttons, stands for, if their words are still there. */
function meant(target) {
  const button = target.closest("button");
  const buttons = button ? [button] : Array.from(target.closest("li")?.querySelectorAll("button") ?? []);
  return buttons.flatMap(({ cue }) => marks.filter((mark) => mark.key === cue.key));
}

// Rewordings and tools

$("suggestions").addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (checked?.text !== box.value) {
    announce("Still checking what you wrote last.", 0);
    return;
  }
  original = box.value;
  write(button.rewording.text);
  next();
  announce("Rewording used.", 0);
});

/** Select the first blank after the caret, or else the first. */
function next() {
  const holes = blanks(box.value);
  const hole = holes.find(({ start }) => start >= box.selectionEnd) ?? holes[0];
  if (hole) select(hole);
}

$("next").addEventListener("click", next);
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

before = box.value;
draw();
if (before.trim()) checks.soon(before, 0); // the browser kept the text over a reload
box.focus({ preventScroll: true });
