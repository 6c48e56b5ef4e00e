import { closeSync, fsyncSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

/**
 * While a backup is being put back, or has been left half put back, a note lies in the data folder: nobody serves from it. Its end is the commit of the
 * database; whoever finds the note and the copy in the database takes the note away.
 */
const Note = z.object({ id: z.string(), at: z.string() });
export type UnfinishedRestore = z.infer<typeof Note>;

/** The note's name in a data folder. */
export const unfinishedName = "restore-unfinished.json";

export function noteUnfinished(folder: string, note: UnfinishedRestore): void {
  const file = openSync(join(folder, unfinishedName), "w", 0o600);
  try {
    writeSync(file, `${JSON.stringify(note)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Null: none is unfinished. A note that cannot be read counts as one of no copy that there is. */
export function unfinishedRestore(folder: string): UnfinishedRestore | null {
  let text: string;
  try {
    text = readFileSync(join(folder, unfinishedName), "utf8");
  } catch {
    return null;
  }
  try {
    return Note.parse(JSON.parse(text));
  } catch {
    return { id: "", at: "" };
  }
}

export function forgetUnfinished(folder: string): void {
  rmSync(join(folder, unfinishedName), { force: true });
}
