import { knownAnnouncements } from "../announcements/known.ts";
import { differenceOf, type VersionsOf } from "../calls/versions.ts";
import { api } from "../data/client.ts";
import { type MenuBody, readMenu } from "../data/menus.ts";
import { t } from "../i18n/index.ts";
import { draftOf, draftOfBody, flat, type MenuDraft } from "./draft.ts";
import { fieldLabel, fieldValue } from "./words.ts";

type Names = ReadonlyMap<string, string>;

/** The versions of a menu's keys and settings; its calendar has its own. */
export function versionsOfMenu(id: string, name: string): VersionsOf {
  return {
    path: `/menus/${encodeURIComponent(id)}`,
    name,
    now: async () => {
      const { value, version } = await readMenu(api, id);
      return { number: value.version, version };
    },
    compare: async (kept) => {
      const [{ value }, all] = await Promise.all([readMenu(api, id), knownAnnouncements()]);
      const names = new Map(all.map((one) => [one.id, one.name]));
      // The server and this app are built together and its types are imported, so the shape is not checked again here.
      const { body } = kept as { readonly body: MenuBody };
      const then = new Map([
        ...Object.entries(body.names).map(([key, said]) => [key.replace("announcement:", ""), said] as const),
        ...names,
      ]);
      return differenceOf(sentences(draftOf(value), names), sentences(draftOfBody(body), then));
    },
  };
}

/** `Knapp 3: Order`, one for each field and way that says something. */
function sentences(draft: MenuDraft, names: Names): string[] {
  const said = (id: string | null) => (id === null ? t("announcements.field.none") : (names.get(id) ?? t("menus.to.gone")));
  return Object.entries(flat(draft)).flatMap(([field, value]) =>
    value === null || value === "" ? [] : [`${fieldLabel(field)}: ${fieldValue(field, draft, said)}`],
  );
}
