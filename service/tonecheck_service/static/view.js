// From a result to what is seen. Nothing here knows the network or the text box.

import { blanks, diff } from "./spans.js";

const VERDICT = {
  revise: () => "Revise before sending: they would feel attacked.",
  consider: ({ style }) =>
    style.label === "boss" ? "Think again: it orders more than it leads." : "Think again: it may land badly.",
  send: () => "Ready to send.",
};
const LABEL = { boss: "boss-like", leader: "leader-like" };
const AXES = [
  { id: "impact", name: "Impact", order: ["harmful", "neutral", "constructive"] },
  { id: "style", name: "Style", order: ["boss", "neutral", "leader"] },
];
const KIND = { minimal: "The smallest change", leader: "As a leader would say it" };
const MISSING = {
  observation: "what you saw",
  consequence: "what it caused",
  purpose: "why it matters",
  expectation: "what you would like next, and by when",
  listening: "how they see it",
  support: "what help you can give",
  recognition: "what they did well",
  trust: "what they may decide",
  humility: "your own part in it",
  empathy: "that you see what this is like for them",
  growth: "what to try next time",
  togetherness: "what you will do together",
};
const SHOWN = 4;

/** An element with children; text is always text, never markup. */
export function make(tag, properties = {}, ...children) {
  const { class: names, ...rest } = properties;
  const element = Object.assign(document.createElement(tag), rest);
  if (names) element.className = names;
  element.append(...children.filter((child) => child !== null));
  return element;
}

export function count(number, one, many = `${one}s`) {
  return `${number} ${number === 1 ? one : many}`;
}

/** The verdict in one line. A message with blanks isn't ready, whatever its tone. */
export function verdictOf(result, text) {
  const open = blanks(text).length;
  if (result.verdict === "send" && open) return `Ready to send once ${open === 1 ? "the blank is" : "the blanks are"} filled in.`;
  return VERDICT[result.verdict](result);
}

/** Findings that speak against a message; one that can be sent has none to tell. */
export function findingsOf(result) {
  if (!result || result.verdict === "send" || !result.verdict) return [];
  return result.cues.filter((cue) => cue.pushes.style !== "leader");
}

export const harms = (cue) => cue.pushes.impact === "harmful";

export function nameOf(cue) {
  const words = cue.id.replaceAll("-", " ");
  return words[0].toUpperCase() + words.slice(1);
}

const percent = (share) => (share > 0.99 ? "over 99\u00a0%" : `${Math.round(100 * share)}\u00a0%`);

/** `harmful 92 %`, or `unclear, perhaps harmful 48 %`. */
export function wordsOf({ label, confident, scores }) {
  const said = `${LABEL[label] ?? label} ${percent(scores[label])}`;
  return confident ? said : `unclear, perhaps ${said}`;
}

/** Both axes: words first, then the three probabilities as one bar. */
export function axes(result) {
  return AXES.map(({ id, name, order }) => {
    const { scores } = result[id];
    const all = order.map((label) => `${LABEL[label] ?? label} ${percent(scores[label])}`).join(", ");
    const bar = make("div", { class: "bar" }, ...order.map((label) => make("span", { class: label })));
    bar.setAttribute("role", "img");
    bar.setAttribute("aria-label", all);
    bar.title = all;
    order.forEach((label, i) => bar.children[i].style.setProperty("flex-grow", scores[label]));
    return make("div", { class: "axis" }, make("p", {}, make("span", {}, name), " ", make("b", {}, wordsOf(result[id]))), bar);
  });
}

const QUOTED = 60;

function quote(cue) {
  const words = cue.text.replace(/\s+/gu, " ").trim();
  const short = words.length > QUOTED ? `${words.slice(0, QUOTED).replace(/\S*$/u, "").trim()}…` : words;
  const button = make("button", { type: "button", class: "quote" }, make("span", { class: "unseen" }, "Show "), `“${short}”`);
  button.cue = cue;
  return button;
}

/** One entry for each kind of finding: its words (buttons that carry `.cue`), why, and what to do. Harm comes first. */
export function findings(cues) {
  const items = grouped(cues)
    .sort((a, b) => harms(b[0]) - harms(a[0]) || a[0].start - b[0].start)
    .map((group) =>
      make("li", { class: harms(group[0]) ? "finding harm" : "finding" },
        make("h3", {}, nameOf(group[0])),
        make("p", { class: "quotes" }, ...group.flatMap((cue) => [quote(cue), " "])),
        make("p", {}, group[0].why),
        make("p", { class: "advice" }, group[0].advice)));
  if (!items.length) return [];
  const first = make("ul", {}, ...items.slice(0, items.length > SHOWN + 1 ? SHOWN : items.length));
  const rest = items.slice(first.children.length);
  return rest.length ? [first, make("details", {}, make("summary", {}, `${rest.length} more`), make("ul", {}, ...rest))] : [first];
}

function grouped(cues) {
  const groups = new Map();
  for (const cue of cues) groups.set(cue.id, [...(groups.get(cue.id) ?? []), cue]);
  return [...groups.values()];
}

/** What a hovered or chosen piece of the text is marked for. */
export function explanation(cues) {
  return cues.slice(0, 3).map((cue) =>
    make("div", { class: harms(cue) ? "harm" : "" },
      make("b", {}, nameOf(cue)), make("p", {}, cue.why), make("p", { class: "advice" }, cue.advice)));
}

export function missing(result) {
  if (result.verdict === "send" || !result.missing.length) return null;
  const parts = result.missing.map((id) => MISSING[id] ?? id.replaceAll("-", " "));
  return `To add: ${parts.join("; ")}.`;
}

/** One rewording as a difference, with what it does to both axes; the button carries `.rewording`. */
export function suggestion(rewording, text, result) {
  const button = make("button", { type: "button", class: "use" }, "Use this",
    make("span", { class: "unseen" }, `: ${rewording.text}`));
  button.rewording = rewording;
  const shown = make("p", { class: "diff", dir: "auto" }, ...spaced(diff(text, rewording.changes).flatMap(run)));
  shown.setAttribute("aria-hidden", "true");
  return make("li", {},
    make("h3", {}, KIND[rewording.kind] ?? rewording.kind),
    make("p", { class: "unseen" }, rewording.text),
    shown,
    make("div", { class: "foot" }, make("p", { class: "quiet" }, facts(rewording, result)), button));
}

function run({ kind, text }) {
  const [, before, inner, after] = text.match(/^(\s*)(.*?)(\s*)$/su);
  if (kind === "kept" || !inner) return text;
  if (kind === "gone") return [before, make("del", {}, inner), after];
  let at = 0;
  const parts = [];
  for (const { start, end } of blanks(inner)) {
    parts.push(inner.slice(at, start), make("span", { class: "blank" }, inner.slice(start, end)));
    at = end;
  }
  return [before, make("ins", {}, ...parts, inner.slice(at)), after];
}

/** Exactly one space where words that are gone meet the new ones, but none before a comma. */
function spaced(pieces) {
  const full = pieces.filter((piece) => piece !== "");
  return full.flatMap((piece, i) => {
    const meets = piece.tagName === "INS" && full[i - 1]?.tagName === "DEL";
    if (meets) return /^[,.;:!?…)]/u.test(piece.textContent) ? [piece] : [" ", piece];
    return piece === " " && /\s$/u.test(full[i - 1]) ? [] : [piece];
  });
}

function facts(rewording, result) {
  const better = [["impact", "harmful"], ["style", "boss"]]
    .filter(([axis, pole]) => result[axis].scores[pole] - rewording[axis][pole] >= 0.05)
    .map(([axis, pole]) => `${LABEL[pole] ?? pole} ${percent(result[axis].scores[pole])} → ${percent(rewording[axis][pole])}`);
  const open = rewording.blanks.length ? [`${count(rewording.blanks.length, "blank")} to fill in`] : [];
  const by = rewording.source.startsWith("llm:") ? [`written by ${rewording.source.slice(4)}`] : [];
  return [...better, ...open, ...by].join(" · ");
}

/** The outcome for somebody who listens. */
export function told(result, text) {
  const found = findingsOf(result).length;
  const parts = [verdictOf(result, text)];
  if (found) parts.push(`${count(found, "finding")}.`);
  if (result.rewordings.length) parts.push(`${count(result.rewordings.length, "rewording")}.`);
  return parts.join(" ");
}

/** Why there is nothing to choose from, where somebody would expect something. */
export function noSuggestion(result) {
  if (result.verdict === "send" || result.rewordings.length) return null;
  return "No rewording is safe to suggest here. The notes say what to change by hand.";
}
