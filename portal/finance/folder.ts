import { lstat, mkdir, readdir, rename, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import type { FinanceFile } from "../../db/finance-files.ts";
import type { PeopleParts } from "../api/parts.ts";
import type { Intake } from "./intake.ts";

/** How often it is looked for files. Milliseconds. */
const lookEvery = 5000;
/** How often what could not be taken, as when the database was away, is tried again. Milliseconds. */
const retryEvery = 60_000;
/** Names that programs give to what they have not finished writing. */
const unfinished = /^\.|~$|\.(?:part|tmp|temp|filepart|crdownload|swp)$/i;

/** Starts looking after the folder that the installation has said; null: none. */
export function watchFolder(
  people: PeopleParts | undefined,
  intake: Intake | null,
  onFault: (error: unknown) => void,
): FinanceFolder | null {
  const watched = people?.finance?.watched ?? null;
  return watched === null || intake === null ? null : new FinanceFolder(watched, intake, onFault);
}

/**
 * Files that are put into `incoming` are taken in and moved to `taken` or `refused`, where a file of its own says why. A file moves by
 * being renamed: it is in one of the folders at every moment, also when the process is killed. What was in `working` then is taken
 * again, which does nothing twice.
 */
export class FinanceFolder {
  readonly #root: string;
  readonly #intake: Intake;
  readonly #onFault: (error: unknown) => void;
  /** Sizes and times of the last look: what still grows is left alone. */
  #seen = new Map<string, string>();
  #timer: NodeJS.Timeout | null = null;
  #stopped = false;
  #retryAt = 0;
  #running: Promise<void>;

  constructor(root: string, intake: Intake, onFault: (error: unknown) => void) {
    this.#root = root;
    this.#intake = intake;
    this.#onFault = onFault;
    this.#running = this.#begin();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#running;
  }

  async #begin(): Promise<void> {
    try {
      for (const name of ["incoming", "working", "taken", "refused"]) await mkdir(join(this.#root, name), { recursive: true });
    } catch (error) {
      this.#onFault(error);
    }
    await this.#look();
  }

  async #look(): Promise<void> {
    try {
      await this.#again();
      for (const name of inOrder(await this.#finished())) {
        if (this.#stopped) break;
        const free = await this.#free("working", name);
        await rename(join(this.#root, "incoming", name), join(this.#root, "working", free));
        await this.#take(free);
      }
    } catch (error) {
      this.#onFault(error);
    }
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      this.#running = this.#look();
    }, lookEvery);
  }

  /** What is in `working` before anything is taken: of a process that was killed, or what there was a fault with. */
  async #again(): Promise<void> {
    if (performance.now() < this.#retryAt) return;
    for (const name of inOrder(await readdir(join(this.#root, "working")))) if (!this.#stopped) await this.#take(name);
    this.#retryAt = performance.now() + retryEvery;
  }

  /** Files that are as they were at the last look. */
  async #finished(): Promise<string[]> {
    const now = new Map<string, string>();
    for (const name of await readdir(join(this.#root, "incoming"))) {
      if (unfinished.test(name)) continue;
      const facts = await lstat(join(this.#root, "incoming", name)).catch(() => null);
      if (facts?.isFile()) now.set(name, `${facts.size} ${facts.mtimeMs}`);
    }
    const still = [...now].filter(([name, facts]) => this.#seen.get(name) === facts).map(([name]) => name);
    this.#seen = now;
    return still;
  }

  async #take(name: string): Promise<void> {
    const path = join(this.#root, "working", name);
    try {
      const { file } = await this.#intake.takeFrom(path, name);
      // The process ends: it is taken again at the next start.
      if (file.state === "reading") return;
      const to = file.state === "taken" ? "taken" : "refused";
      const free = await this.#free(to, name);
      if (to === "refused") await this.#sayWhy(file, free);
      await rename(path, join(this.#root, to, free));
    } catch (error) {
      // It stays where it is, and is tried again.
      this.#onFault(error);
    }
  }

  async #sayWhy({ faults }: FinanceFile, name: string): Promise<void> {
    const lines = faults.map(({ severity, code, path, found, expected }) =>
      [
        severity,
        code,
        path,
        ...(found === undefined ? [] : [`found: ${found}`]),
        ...(expected === undefined ? [] : [`expected: ${expected}`]),
      ].join("\t"),
    );
    await writeFile(join(this.#root, "refused", `${name}.reasons.txt`), `${lines.join("\n")}\n`);
  }

  /** A name that no file in that folder has yet. */
  async #free(folder: string, name: string): Promise<string> {
    const end = extname(name);
    const stem = name.slice(0, name.length - end.length);
    for (let turn = 1; ; turn += 1) {
      const other = turn === 1 ? name : `${stem}-${turn}${end}`;
      if ((await lstat(join(this.#root, folder, other)).catch(() => null)) === null) return other;
    }
  }
}

/** Invoices before the usage that belongs to them, and each kind by name. */
function inOrder(names: readonly string[]): string[] {
  const key = (name: string) => `${/\.xml$/i.test(name) ? 0 : 1} ${name}`;
  return [...names].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
