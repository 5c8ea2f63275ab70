// Text and places in it. Every offset counts UTF-16 code units, as JavaScript's own strings do.

const BLANK = /\[[^[\]\n]{1,80}\?\]/g;

/** Places still to be filled in, like `[which report?]`. */
export function blanks(text) {
  return Array.from(text.matchAll(BLANK), (match) => ({ start: match.index, end: match.index + match[0].length }));
}

/** The smallest replacement that turns one text into the other; it never cuts a surrogate pair. */
export function edit(before, after) {
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before[head] === after[head]) head += 1;
  if (cuts(before, head) || cuts(after, head)) head -= 1;
  let tail = 0;
  while (tail < most - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  if (cuts(before, before.length - tail) || cuts(after, after.length - tail)) tail -= 1;
  return { start: head, end: before.length - tail, text: after.slice(head, after.length - tail) };
}

function cuts(text, at) {
  return /[\ud800-\udbff]/.test(text[at - 1] ?? "") && /[\udc00-\udfff]/.test(text[at] ?? "");
}

/** Spans of one text carried over to an edited one; those whose words were touched are gone. */
export function rebase(spans, before, after) {
  const { start, end, text } = edit(before, after);
  const shift = text.length - (end - start);
  return spans.flatMap((span) => {
    if (span.end <= start) return [span];
    return span.start >= end ? [{ ...span, start: span.start + shift, end: span.end + shift }] : [];
  });
}

/** The text cut where a span begins or ends: `[{ text, start, spans }]`, in order and without gaps. */
export function segments(text, spans) {
  const cutAt = new Set([0, text.length, ...spans.flatMap((span) => [span.start, span.end])]);
  const edges = [...cutAt].filter((at) => at >= 0 && at <= text.length).sort((a, b) => a - b);
  const byStart = [...spans].sort((a, b) => a.start - b.start);
  let open = [];
  let next = 0;
  return edges.slice(0, -1).map((start, i) => {
    while (next < byStart.length && byStart[next].start <= start) open.push(byStart[next++]);
    open = open.filter((span) => span.end > start);
    return { start, text: text.slice(start, edges[i + 1]), spans: [...open] };
  });
}

/** What to show of a rewording: runs of `kept`, `gone` and `new` words, with long kept runs cut short. */
export function diff(text, changes) {
  const runs = [];
  let at = 0;
  for (const change of [...changes].sort((a, b) => a.start - b.start)) {
    runs.push({ kind: "kept", text: text.slice(at, change.start) });
    runs.push(...words(text.slice(change.start, change.end), change.after));
    at = change.end;
  }
  runs.push({ kind: "kept", text: text.slice(at) });
  return shortened(joined(runs));
}

const WORD = /\s+|[\p{L}\p{N}\p{M}'’-]+|./gsu;
const MOST = 400;

/** Word by word where most words stay; else the old words, then the new ones, which reads better than confetti. */
function words(before, after) {
  const a = before.match(WORD) ?? [];
  const b = after.match(WORD) ?? [];
  const whole = [{ kind: "gone", text: before }, { kind: "new", text: after }];
  if (a.length * b.length > MOST * MOST) return whole;
  const common = lengths(a, b);
  const runs = [];
  let [i, j, kept] = [0, 0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      if (a[i].trim()) kept += 1;
      runs.push({ kind: "kept", text: a[i] });
      [i, j] = [i + 1, j + 1];
    } else if (j === b.length || (i < a.length && common[i + 1][j] >= common[i][j + 1])) {
      runs.push({ kind: "gone", text: a[i++] });
    } else {
      runs.push({ kind: "new", text: b[j++] });
    }
  }
  return kept * 2 >= b.filter((word) => word.trim()).length ? runs : whole;
}

/** For each pair of tails, how many words they have in common, in order. */
function lengths(a, b) {
  const table = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      table[i][j] = a[i] === b[j] ? table[i + 1][j + 1] + 1 : Math.max(table[i + 1][j], table[i][j + 1]);
    }
  }
  return table;
}

/** Neighbours of one kind as one run; between two changes, what is gone before what is new. */
function joined(runs) {
  const found = [];
  let [gone, fresh] = ["", ""];
  const close = () => {
    if (gone) found.push({ kind: "gone", text: gone });
    if (fresh) found.push({ kind: "new", text: fresh });
    [gone, fresh] = ["", ""];
  };
  runs.filter((run) => run.text).forEach((run, i, all) => {
    const between = run.kind === "kept" && !run.text.trim() && (gone || fresh) && all[i + 1] && all[i + 1].kind !== "kept";
    if (run.kind === "gone" || between) gone += run.text;
    if (run.kind === "new" || between) fresh += run.text;
    if (run.kind === "kept" && !between) {
      close();
      const last = found.at(-1);
      if (last?.kind === "kept") last.text += run.text;
      else found.push({ ...run });
    }
  });
  close();
  return found;
}

const NEAR = 90;

function shortened(runs) {
  return runs.map((run, i) => {
    const [first, last] = [i === 0, i === runs.length - 1];
    if (run.kind !== "kept" || run.text.length < (first || last ? 2 : 3) * NEAR) return run;
    const head = first ? "" : run.text.slice(0, NEAR).replace(/\S*$/u, "");
    const tail = last ? "" : run.text.slice(-NEAR).replace(/^\S*/u, "");
    return { kind: "kept", text: `${head}…${tail}` };
  });
}
