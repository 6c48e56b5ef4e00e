import type { App } from "../app.ts";

const words = {
  writing: "Writing",
  checking: "Reading back",
  verifying: "Reading the file",
} as const;
/** Milliseconds between two lines of a terminal. */
const every = 100;

/**
 * How far long work has come, on standard error: one line that changes on a terminal, else a line for each table when its turn is over.
 */
export function progressOf(app: App): {
  readonly tell: (doing: keyof typeof words, what: string, amount: number) => void;
  readonly end: () => void;
} {
  const { stderr } = app.io;
  const terminal = "isTTY" in stderr && stderr.isTTY === true;
  let last: string | null = null;
  let subject = "";
  let shownAt = 0;
  const line = (doing: keyof typeof words, what: string, amount: number) => `${words[doing]}: ${what} ${amount}`;
  return {
    tell(doing, what, amount) {
      if (app.json) return;
      const anew = `${doing} ${what}` !== subject;
      if (terminal) {
        const now = performance.now();
        if (anew || now - shownAt > every) stderr.write(`\r\u001b[K${line(doing, what, amount)}`);
        if (anew || now - shownAt > every) shownAt = now;
      } else if (anew && last !== null) stderr.write(`${last}\n`);
      subject = `${doing} ${what}`;
      last = line(doing, what, amount);
    },
    end() {
      if (last === null) return;
      stderr.write(terminal ? "\r\u001b[K" : `${last}\n`);
      last = null;
    },
  };
}
