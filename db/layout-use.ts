import { DomainError } from "../domain/errors.ts";
import { formatPlace } from "../domain/phone-key.ts";
import { createLayout, findLayout, type Layout } from "./layouts.ts";
import { KeyInput, ownKeys, setLayoutKeys } from "./phone-keys.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

export type LayoutUse = { readonly phones: number; readonly keys: number };

/** How many phones have each layout of the organisation, and how many keys it has. */
export async function layoutUse(db: Db, organisationId: string): Promise<(layoutId: string) => LayoutUse> {
  const phones = await counted(
    db("phone")
      .where("organisation_id", organisationId)
      .whereNot("state", "retired")
      .whereNotNull("layout_id")
      .groupBy("layout_id"),
  );
  const keys = await counted(
    db("layout_key")
      .whereIn("layout_id", db("layout").where("organisation_id", organisationId).select("id"))
      .groupBy("layout_id"),
  );
  return (id) => ({ phones: phones.get(id) ?? 0, keys: keys.get(id) ?? 0 });
}

async function counted(query: ReturnType<Db>): Promise<ReadonlyMap<string, number>> {
  const rows: { layout_id: string; count: number | string }[] = await query.select("layout_id").count({ count: "*" });
  return new Map(rows.map((row) => [row.layout_id, Number(row.count)]));
}

/** Names of phones that an error tells. */
const mostNamed = 5;

/** @throws DomainError `layout_in_use` with how many phones have it, and the first of them */
export async function demandUnused(trx: Db, by: { organisationId: string; id: string }): Promise<void> {
  const having = trx("phone").where({ organisation_id: by.organisationId, layout_id: by.id }).whereNot("state", "retired");
  const row: { count?: number | string } | undefined = await having.clone().count({ count: "*" }).first();
  const count = Number(row?.count ?? 0);
  if (count === 0) return;
  const first: { label: string; mac: string }[] = await having
    .orderBy(["sort_key", "id"])
    .limit(mostNamed)
    .select("label", "mac");
  const phones = first.map(({ label, mac }) => label || mac);
  throw new DomainError("layout_in_use", { count, phones: count > phones.length ? [...phones, "…"] : phones });
}

/** A layout with the keys of another one. @throws DomainError `layout_not_found`, `name_invalid` (taken) */
export async function copyLayout(
  db: Db,
  input: { organisationId: string; id: string; name: string },
  actor: Actor,
  now: Date,
): Promise<Layout> {
  return change(db, async (trx) => {
    const { organisationId, id, name } = input;
    if (!(await findLayout(trx, { organisationId, id }))) throw new DomainError("layout_not_found");
    const copy = await createLayout(trx, { organisationId, name }, actor, now);
    const keys = (await ownKeys(trx, "layout", id)).map((key) => KeyInput.parse(key));
    // In the order of their places, whatever order they were written in.
    keys.sort((a, b) => (formatPlace(a.place) < formatPlace(b.place) ? -1 : 1));
    if (keys.length > 0) await setLayoutKeys(trx, { organisationId, layoutId: copy.id, keys }, actor, now);
    return copy;
  });
}
