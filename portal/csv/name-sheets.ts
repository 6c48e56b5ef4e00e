import { column, mustHave, type RowSheet } from "../../db/csv/sheet.ts";
import { createLayout, findLayout, listLayouts } from "../../db/layouts.ts";
import { CreateSite, createSite, findSite, listSites } from "../../db/sites.ts";
import { cell, refused } from "./cells.ts";

const columns = [column("name", true, "namn")];
const nameOf = (written: string): string =>
  cell("name", () => {
    const parsed = CreateSite.shape.name.safeParse(written);
    if (parsed.success) return parsed.data;
    throw refused("name", written, parsed.error.issues[0]?.message ?? "");
  });

/** Places where phones stand, by name. */
export const sitesSheet: RowSheet = {
  columns,
  importRow: async ({ db, organisationId, actor, now }, cells) => {
    const name = nameOf(mustHave(cells, "name"));
    if (await findSite(db, { organisationId, name })) return "unchanged";
    await createSite(db, { organisationId, name }, actor, now);
    return "created";
  },
  exportRows: async (db, organisationId) => (await listSites(db, organisationId)).map(({ name }) => [name]),
};

/** Layouts of keys, by name; what stands on them is among the keys. */
export const layoutsSheet: RowSheet = {
  columns,
  importRow: async ({ db, organisationId, actor, now }, cells) => {
    const name = nameOf(mustHave(cells, "name"));
    if (await findLayout(db, { organisationId, name })) return "unchanged";
    await createLayout(db, { organisationId, name }, actor, now);
    return "created";
  },
  exportRows: async (db, organisationId) => (await listLayouts(db, organisationId)).map(({ name }) => [name]),
};
