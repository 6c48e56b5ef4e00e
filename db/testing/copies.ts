import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, onTestFinished } from "vitest";
import { openDatabase } from "../connect.ts";
import { newId } from "../ids.ts";
import type { Db } from "../types.ts";

/** A SQLite database with what many tests of a file begin with: filled once, and copied for each test that changes it. */
export class Copies {
  readonly #folder: Promise<string>;

  /** To be called at the top of a test file. */
  constructor() {
    this.#folder = mkdtemp(join(tmpdir(), "klyka-copies-"));
    afterAll(async () => rm(await this.#folder, { recursive: true, force: true }));
  }

  /** As it is now. */
  async keep(db: Db): Promise<void> {
    await db.raw("vacuum into ?", [await this.#template()]);
  }

  /** A copy of its own; closed after the test. */
  async take(): Promise<Db> {
    const file = join(await this.#folder, `${newId(new Date())}.sqlite`);
    await copyFile(await this.#template(), file);
    const db = await openDatabase({ file });
    onTestFinished(() => db.destroy());
    return db;
  }

  async #template(): Promise<string> {
    return join(await this.#folder, "template.sqlite");
  }
}
