import { type Fields, mergeChanges } from "../data/merge.ts";
import type { SavedBy } from "../data/problem.ts";
import type { Side } from "./conflict-dialog.ts";

export type Disputed<C extends Fields> = {
  /** The row as it was read. */
  readonly before: Fields;
  /** What is wanted of it: only the fields that were touched. */
  readonly changes: C;
  /** The row as it is now. */
  readonly theirs: Fields;
  /** Who saved meanwhile, and when; null: not known. */
  readonly saved: SavedBy | null;
  readonly label: (field: string) => string;
  /** A value as people read it. */
  readonly shown: (field: string, value: unknown, side: Side) => string;
};

/**
 * Somebody else has saved the same row meanwhile: what only one of the two changed is no question, about the rest the person is
 * asked, field by field.
 *
 * @returns the changes that shall go on top of theirs, which may be none; null: back to the form
 */
export async function agreeOn<C extends Fields>(of: Disputed<C>): Promise<Partial<C> | null> {
  const { mine, clashes } = mergeChanges(of.before, of.changes, of.theirs);
  const asked = clashes.map((clash) => ({
    ...{ field: clash.field, label: of.label(clash.field) },
    ...{ mine: of.shown(clash.field, clash.mine, "mine"), theirs: of.shown(clash.field, clash.theirs, "theirs") },
  }));
  const agreed = asked.length === 0 ? {} : await askedOf(asked, of.saved);
  if (agreed === null) return null;
  const stands = ([field]: readonly [string, unknown]) => Object.hasOwn(mine, field) || agreed[field] === "mine";
  // Some of the changes are of the type of all of them, with some left out.
  return Object.fromEntries(Object.entries(of.changes).filter(stands)) as Partial<C>;
}

async function askedOf(...question: Parameters<typeof import("./conflict-dialog.ts").askWhoseStands>) {
  const { askWhoseStands } = await import("./conflict-dialog.ts");
  return askWhoseStands(...question);
}
