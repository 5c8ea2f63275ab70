// Asking the service: after a pause in typing, the latest text only, again by itself when that may help.

const PAUSE = 350;
const LONGEST = 60;

/** Milliseconds within which there should be a verdict; pages of text take longer to read. */
const patienceFor = (text) => 2500 + 250 * Math.floor(text.length / 1000);

/** Why there is no answer. `kind`: `long`, `key`, `refused` (asking again won't help), `busy`, `trouble`, `unreachable`. */
export class Problem extends Error {
  constructor(kind, after = null) {
    super(kind);
    this.kind = kind;
    this.after = after;
  }

  get lasting() {
    return ["long", "key", "refused"].includes(this.kind);
  }
}

/** The listener has `busy()`, `result(text, result, more)`, where `more` says that rewordings are still to come, and
    `problem(problem, seconds)`, where `seconds` is the time to the next try or null. */
export class Checks {
  #listener;
  #timer = 0;
  #current = null;
  #failures = 0;
  #text = "";
  key = null;

  constructor(listener) {
    this.#listener = listener;
  }

  soon(text, pause = PAUSE) {
    this.cancel();
    this.#text = text;
    this.#timer = setTimeout(() => this.#run(text), pause);
  }

  again() {
    if (this.#text) this.soon(this.#text, 0);
  }

  /** Whatever is under way is of no more interest: its answer, should it still come, is dropped. */
  cancel() {
    clearTimeout(this.#timer);
    this.#current?.abort();
    this.#current = null;
    this.#text = "";
  }

  async #run(text) {
    const current = (this.#current = new AbortController());
    this.#listener.busy();
    try {
      let result = await this.#ask(text, patienceFor(text), current.signal);
      if (result.incomplete.includes("model")) result = await this.#ask(text, null, current.signal);
      if (this.#current !== current) return;
      const more = result.incomplete.includes("reword");
      this.#failures = 0;
      this.#listener.result(text, result, more);
      if (more) await this.#rest(text, result, current);
    } catch (error) {
      if (this.#current === current) this.#failed(text, error instanceof Problem ? error : new Problem("unreachable"));
    }
  }

  /** The verdict came in time and the rewordings didn't: ask once more, and wait for them. */
  async #rest(text, early, current) {
    const result = await this.#ask(text, null, current.signal).catch(() => early);
    if (this.#current === current) this.#listener.result(text, result, false);
  }

  async #ask(text, patience, signal) {
    const body = { text: text.toWellFormed?.() ?? text, reword: true, offsets: "utf16" };
    if (patience) body.deadline_ms = patience;
    const headers = { "Content-Type": "application/json", Accept: "application/json" };
    if (this.key) headers.Authorization = `Bearer ${this.key}`;
    const response = await fetch("v1/check", {
      method: "POST",
      headers,
      body: JSON.stringify(body),
      credentials: "same-origin",
      cache: "no-store",
      signal: AbortSignal.any([signal, AbortSignal.timeout(LONGEST * 1000)]),
    });
    if (!response.ok) throw await problemOf(response);
    return response.json();
  }

  #failed(text, problem) {
    this.#failures += 1;
    if (problem.lasting) {
      this.#listener.problem(problem, null);
      return;
    }
    const seconds = Math.min(LONGEST, problem.after ?? 2 ** this.#failures);
    const brief = problem.kind === "busy" && this.#failures === 1 && seconds <= 2;
    if (!brief) this.#listener.problem(problem, seconds);
    this.#timer = setTimeout(() => this.#run(text), seconds * 1000);
  }
}

async function problemOf(response) {
  const { status } = response;
  if (status === 429 || status === 503) return new Problem("busy", secondsOf(response.headers.get("Retry-After")));
  if (status >= 500 || status === 408) return new Problem("trouble");
  if (status === 401 || status === 403) return new Problem("key");
  if (status === 413) return new Problem("long");
  const told = await response.json().catch(() => null);
  const aboutText = status === 422 && told?.errors?.some((error) => error.field === "text");
  return new Problem(aboutText ? "long" : "refused");
}

/** `Retry-After` is a number of seconds or a date. */
function secondsOf(header) {
  if (header === null) return null;
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? null : Math.max(1, seconds);
}
