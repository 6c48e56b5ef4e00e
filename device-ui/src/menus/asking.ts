import { knownAnnouncements } from "../announcements/known.ts";
import { confirm } from "../components/confirm-dialog.ts";
import { askWhoseStands } from "../components/conflict-dialog.ts";
import type { MenuView } from "../data/menus.ts";
import type { SavedBy } from "../data/problem.ts";
import { t } from "../i18n/index.ts";
import type { MenuDraft } from "./draft.ts";
import { effectsOf, fieldLabel, fieldValue } from "./words.ts";

/** Callers hear it as soon as it is saved: what will be another than now. */
export function askLive(saved: MenuView | null, before: MenuDraft, after: MenuDraft): Promise<boolean> {
  return confirm({
    heading: t("menus.live.heading"),
    text: t("menus.live.text", { name: saved?.name ?? "", number: saved?.number?.display ?? "" }),
    effects: effectsOf(before, after),
    action: t("menus.live.save"),
  });
}

/** Both changed these fields and ways. @returns those of mine that stand; null: back to the form */
export async function askClash(
  clashes: readonly string[],
  mine: MenuDraft,
  theirs: MenuDraft,
  saved: SavedBy | null,
): Promise<readonly string[] | null> {
  // A name is missing in the question then, nothing else.
  const all = await knownAnnouncements().catch(() => []);
  const said = (id: string | null) => all.find((one) => one.id === id)?.name ?? "";
  const agreement = await askWhoseStands(
    clashes.map((field) => ({
      field,
      label: fieldLabel(field),
      mine: fieldValue(field, mine, said),
      theirs: fieldValue(field, theirs, said),
    })),
    saved,
  );
  return agreement && clashes.filter((field) => agreement[field] === "mine");
}
