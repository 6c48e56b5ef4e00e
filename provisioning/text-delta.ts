/**
 * Files of one model differ in a few lines: names, numbers, passwords. Beside one of them whole, the others are kept as
 * what they do not share with it, a tenth of their size. Texts here are bytes as Latin-1 characters: strings live in the
 * garbage-collected heap, where a hundred thousand buffers of their own would not come back to the system.
 */

/** A text that others are told apart from, its lines indexed. */
export type DeltaBase = {
  readonly text: string;
  /** Where each line stands first. */
  readonly lines: ReadonlyMap<string, number>;
};

export type Delta = {
  /** Three characters a step: so many literal characters, then from there, so many of the base. */
  readonly steps: string;
  readonly literal: string;
};

/** Positions are kept in one UTF-16 unit each. */
export const longestDelta = 0xffff;

export function deltaBase(text: string): DeltaBase {
  const own = flat(text);
  const lines = new Map<string, number>();
  let at = 0;
  for (const line of linesOf(own)) {
    if (!lines.has(line)) lines.set(line, at);
    at += line.length;
  }
  return { text: own, lines };
}

/** Null when the text is too long, or not like enough to be worth it. */
export function encodeDelta(base: DeltaBase, text: string): Delta | null {
  if (text.length > longestDelta || base.text.length > longestDelta) return null;
  const literal: string[] = [];
  const steps: number[] = [];
  let loose = 0;
  let [from, length] = [0, 0];
  const close = () => {
    if (loose > 0 || length > 0) steps.push(loose, from, length);
    loose = 0;
    length = 0;
  };
  for (const line of linesOf(text)) {
    if (length > 0 && base.text.startsWith(line, from + length)) {
      length += line.length;
      continue;
    }
    const found = base.lines.get(line);
    if (length > 0) close();
    if (found === undefined) {
      literal.push(line);
      loose += line.length;
    } else [from, length] = [found, line.length];
  }
  close();
  const kept = flat(literal.join(""));
  if (kept.length + 2 * steps.length > text.length / 2) return null;
  return { steps: String.fromCharCode(...steps), literal: kept };
}

export function decodeDelta(base: DeltaBase, { steps, literal }: Delta): string {
  let text = "";
  let at = 0;
  for (let n = 0; n < steps.length; n += 3) {
    const loose = steps.charCodeAt(n);
    const from = steps.charCodeAt(n + 1);
    if (loose > 0) text += literal.slice(at, at + loose);
    text += base.text.slice(from, from + steps.charCodeAt(n + 2));
    at += loose;
  }
  return text;
}

/** Each with its line feed. */
function linesOf(text: string): string[] {
  const lines: string[] = [];
  let at = 0;
  while (at < text.length) {
    const end = text.indexOf("\n", at);
    const next = end < 0 ? text.length : end + 1;
    lines.push(text.slice(at, next));
    at = next;
  }
  return lines;
}

/** A string of its own: V8 makes slices that keep the whole text they were cut from. */
function flat(text: string): string {
  return Buffer.from(text, "latin1").toString("latin1");
}
