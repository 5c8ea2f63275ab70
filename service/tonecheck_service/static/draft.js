// The text box: the words, the marks under them, and what a mark says when it is pointed at or the caret is in it.

import { blanks, edit, rebase, segments } from "./spans.js";
import { explanation, harms, make } from "./view.js";

const [paper, mirror, card] = ["paper", "mirror", "card"].map((id) => document.getElementById(id));
export const box = document.getElementById("text");

let marks = []; // findings, where their words stand now
let before = box.value; // the text as of the last change

box.addEventListener("input", () => {
  marks = rebase(marks, before, box.value);
  before = box.value;
  hideCard();
  draw();
});

/** Mark the words of these findings. Each gets a `key`, by which it is known while its words move. */
export function mark(findings) {
  marks = findings.map((cue, key) => ({ ...cue, key }));
  draw();
  return marks;
}

/** The marks of these findings whose words are still there. */
export const still = (cues) => marks.filter((mark) => cues.some((cue) => cue.key === mark.key));

/** Change the whole text as if it had been typed, so that the browser's own undo takes it back in one step. */
export function write(text) {
  const { start, end, text: inserted } = edit(box.value, text);
  box.focus({ preventScroll: true });
  box.setSelectionRange(start, end);
  if (start < end || inserted) document.execCommand(inserted ? "insertText" : "delete", false, inserted);
  if (box.value === text) return;
  box.value = text;
  box.dispatchEvent(new InputEvent("input"));
}

export function select({ start, end }) {
  box.focus({ preventScroll: true });
  box.setSelectionRange(start, end);
  pieces()
    .find((piece) => piece.at + piece.textContent.length > start)
    ?.scrollIntoView({ block: "nearest" });
}

/** Select the first blank after the caret, or else the first. */
export function selectBlank() {
  const holes = blanks(box.value);
  const hole = holes.find(({ start }) => start >= box.selectionEnd) ?? holes[0];
  if (hole) select(hole);
}

/** The layer under the text box: the same words, unseen, with the marks to be seen. */
function draw() {
  const spans = [...marks, ...blanks(box.value).map((span) => ({ ...span, blank: true }))];
  // The last character gives height to an empty last line.
  mirror.replaceChildren(...segments(box.value, spans).map((segment) => (segment.spans.length ? piece(segment) : segment.text)), "\u200b");
}

function piece({ text, start, spans }) {
  const cues = spans.filter((span) => !span.blank);
  const names = [cues.length < spans.length && "blank", cues.length && (cues.some(harms) ? "harm" : "boss")];
  return Object.assign(make("mark", { class: names.filter(Boolean).join(" ") }, text), { cues, at: start });
}

const pieces = () => Array.from(mirror.getElementsByTagName("mark"));

const pieceAtCaret = () =>
  pieces().find((piece) => piece.at <= box.selectionStart && box.selectionStart < piece.at + piece.textContent.length);

/** Show which words are meant. */
export function light(cues) {
  const keys = cues.map((cue) => cue.key);
  for (const piece of pieces()) piece.classList.toggle("lit", piece.cues.some((cue) => keys.includes(cue.key)));
}

let leaving = 0;

function showCard(piece) {
  clearTimeout(leaving);
  if (!piece?.cues.length) {
    leaving = setTimeout(hideCard, 250); // time enough to reach the card with the mouse
    return;
  }
  card.replaceChildren(...explanation(piece.cues));
  card.hidden = false;
  const { left, top, bottom } = piece.getClientRects()[0];
  const { offsetWidth: width, offsetHeight: height } = card;
  const below = bottom + 4 + height < innerHeight || top < height + 4;
  card.style.left = `${Math.max(8, Math.min(left, document.documentElement.clientWidth - width - 8))}px`;
  card.style.top = `${below ? bottom + 4 : top - height - 4}px`;
  light(piece.cues);
}

export function hideCard() {
  clearTimeout(leaving);
  card.hidden = true;
  light([]);
}

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
box.addEventListener("click", () => showCard(pieceAtCaret()));
box.addEventListener("keyup", (event) => {
  if (/^(Arrow|Home|End|Page)/.test(event.key)) showCard(pieceAtCaret());
});
box.addEventListener("blur", hideCard);
for (const target of [window, paper]) target.addEventListener("scroll", hideCard, { passive: true });
document.addEventListener("keydown", (event) => event.key === "Escape" && hideCard());

draw();
