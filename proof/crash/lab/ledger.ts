import { openDatabase } from "../../../db/connect.ts";
import type { Db } from "../../../db/types.ts";
import type { Answered } from "../../../portal/testing/visitor.ts";

/**
 * What became of a write, as whoever asked for it knows: `saved` (answered with 2xx), `refused` (answered with 4xx), or `doubt`
 * (answered with 5xx, which says so, or not at all). What was saved is there, what was refused is not, and what is in doubt is
 * there whole or not at all.
 */
export type Fate = "saved" | "refused" | "doubt";

/** How much of a write is there. */
export type Found = "whole" | "absent" | { readonly half: string };

/** One write that was asked for. */
export type Deed = {
  readonly what: string;
  readonly fate: Fate;
  /** Looks for it in the database. */
  readonly find: (db: Db) => Promise<Found>;
};

/** What whoever asks waits at most, milliseconds. */
const patience = 40_000;

/** What has been answered, kept outside of the server. */
export class Ledger {
  #open: Deed[] = [];
  readonly #settled: { readonly deed: Deed; readonly found: Found }[] = [];
  readonly #faults: string[] = [];
  readonly counts = { saved: 0, refused: 0, doubt: 0 };
  /** How often nobody answered, or with 5xx. */
  unanswered = 0;
  /** Mail that each person was to be sent. */
  readonly mails = new Map<string, { readonly saved: number; readonly doubt: number }>();
  /** Answers of 5xx by their code. */
  readonly codes = new Map<string, number>();

  /** Notes a fault that was seen while it ran. */
  fault(line: string): void {
    if (this.#faults.length < 20) this.#faults.push(line);
  }

  /** Asks for a write, and notes what became of it. @returns the answer; null: there was none */
  async attempt(what: string, ask: () => Promise<Answered>, find: Deed["find"]): Promise<Answered | null> {
    const { fate, answer } = await this.answerTo(ask);
    this.note({ what, fate, find });
    return answer;
  }

  note(deed: Deed): void {
    this.counts[deed.fate] += 1;
    this.#open.push(deed);
  }

  /** What somebody learns who asks. */
  async answerTo(ask: () => Promise<Answered>): Promise<{ readonly fate: Fate; readonly answer: Answered | null }> {
    let timer: NodeJS.Timeout | null = null;
    const late = new Promise<null>((resolve) => {
      timer = setTimeout(() => resolve(null), patience);
    });
    const began = performance.now();
    const answer = await Promise.race([ask().catch(() => null), late]);
    if (timer) clearTimeout(timer);
    if (answer === null && performance.now() - began >= patience) this.fault(`nobody was answered within ${patience / 1000} s`);
    const { status = 0 } = answer ?? {};
    if (answer && status >= 500) {
      const code = String(answer.body?.code ?? status);
      this.codes.set(code, (this.codes.get(code) ?? 0) + 1);
    }
    const fate = status >= 200 && status < 300 ? "saved" : status >= 400 && status < 500 ? "refused" : "doubt";
    if (fate === "doubt") this.unanswered += 1;
    return { fate, answer };
  }

  /** Holds what was answered since the last time against what is there. @returns what is wrong */
  async check(db: Db): Promise<string[]> {
    const wrong = this.#faults.splice(0);
    for (const deed of this.#open.splice(0)) {
      const found = await deed.find(db);
      wrong.push(...faultsOf(deed, found));
      this.#settled.push({ deed, found });
    }
    return wrong;
  }

  /** Everything that was ever answered is still as it was found. */
  async checkAll(db: Db, most = Number.POSITIVE_INFINITY): Promise<string[]> {
    const wrong: string[] = [];
    for (const { deed, found } of this.#settled.slice(-most)) {
      const now = await deed.find(db);
      if (typeof found === "string" && now !== found) wrong.push(`${deed.what} was ${found}, and is ${said(now)}`);
    }
    return wrong;
  }
}

function faultsOf({ what, fate }: Deed, found: Found): string[] {
  if (typeof found !== "string") return [`${what} (${fate}) is there by half: ${found.half}`];
  if (fate === "saved" && found === "absent") return [`${what} was answered as saved, and is not there`];
  if (fate === "refused" && found === "whole") return [`${what} was refused, and is there`];
  return [];
}

function said(found: Found): string {
  return typeof found === "string" ? found : `half: ${found.half}`;
}

/** Counts of parts: all as they should be, all none, or something between. */
export function wholeOrAbsent(parts: Readonly<Record<string, readonly [found: number, whole: number]>>): Found {
  const all = Object.entries(parts);
  if (all.every(([, [found, whole]]) => found === whole)) return "whole";
  if (all.every(([, [found]]) => found === 0)) return "absent";
  return { half: all.map(([name, [found, whole]]) => `${found} of ${whole} ${name}`).join(", ") };
}

export async function count(db: Db, table: string, where: Readonly<Record<string, string | number>>): Promise<number> {
  const [row]: { count: number | string }[] = await db(table).where(where).count({ count: "*" });
  return Number(row?.count ?? 0);
}

/** Opens a database beside the server, looks, and closes it. */
export async function lookInto<T>(options: { file: string } | { url: string }, look: (db: Db) => Promise<T>): Promise<T> {
  const db = await openDatabase(options);
  try {
    return await look(db);
  } finally {
    await db.destroy();
  }
}
