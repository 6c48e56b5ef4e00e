import { createHash } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import { chunks } from "../../db/dialect/dialect.ts";
import { loadDirectory } from "../../db/directories.ts";
import { colleaguesKey } from "../../db/phone-books.ts";
import { loadPlanSources } from "../../db/plan-source.ts";
import type { Keyring } from "../../db/secrets.ts";
import type { Db } from "../../db/types.ts";
import { composePlan } from "../../domain/compose-plan.ts";
import { findModel, vendorOf } from "../../templates/index.ts";

/** Digests of what phones are given: by MAC of all of a phone's files, and by its key of each phonebook. */
export type FleetProof = { readonly files: Record<string, string>; readonly books: Record<string, string> };

/** Phones that are read in one go, and those whose files are made before others have a turn. */
const [atOnce, inTurn] = [500, 20];

/**
 * What every phone of the organisation would be given now.
 *
 * @param publicUrl where phones reach the server
 */
export async function proveFleet(db: Db, keyring: Keyring, organisationId: string, publicUrl: string): Promise<FleetProof> {
  const ids: string[] = await db("phone")
    .where("organisation_id", organisationId)
    .whereNot("state", "retired")
    .orderBy("mac")
    .pluck("id");
  const files: [string, string][] = [];
  for (const part of chunks(ids, atOnce)) {
    const sources = await loadPlanSources(db, keyring, part);
    for (const [at, source] of [...sources.values()].entries()) {
      if (at % inTurn === 0) await nextTurn();
      const { vendor: make, modelId, mac } = source.phone;
      const model = findModel(make, modelId);
      if (!model) continue;
      const plan = composePlan(source, { ...model, id: model.model }, publicUrl);
      const vendor = vendorOf(make);
      const digest = createHash("sha256");
      for (const role of vendor.roles(modelId)) {
        const body = vendor.render(role, plan)?.body;
        digest.update(`${role} ${body?.length ?? "-"}\n`);
        if (body) digest.update(body);
      }
      files.push([mac, digest.digest("hex")]);
    }
  }
  return { files: Object.fromEntries(files.sort(([a], [b]) => (a < b ? -1 : 1))), books: await proveBooks(db, organisationId) };
}

type BookRow = Readonly<Record<"list_id" | "id" | "first_name" | "last_name" | "company" | "kind" | "number", string>>;

/** Of the colleagues as phones read them, which depends on how the exchange takes numbers; of lists who is in them. */
async function proveBooks(db: Db, organisationId: string): Promise<Record<string, string>> {
  const colleagues = await loadDirectory(db, organisationId, colleaguesKey);
  const lists: { id: string; name: string }[] = await db("contact_list")
    .where("organisation_id", organisationId)
    .orderBy("id")
    .select("id", "name");
  const rows: BookRow[] = await db("contact as c")
    .join("contact_number as n", "n.contact_id", "c.id")
    .where("c.organisation_id", organisationId)
    .orderBy(["c.id", "n.position"])
    .select("c.list_id", "c.id", "c.first_name", "c.last_name", "c.company", "n.kind", "n.number");
  const byList = Map.groupBy(rows, (row) => row.list_id);
  const contactsOf = (listId: string) =>
    [...Map.groupBy(byList.get(listId) ?? [], ({ id }) => id).values()]
      .map((of) => JSON.stringify(of.map(({ id: _, list_id: __, ...said }) => said)))
      .sort();
  const books = lists.map(({ id, name }) => [id, digestOf({ name, contacts: contactsOf(id) })]);
  return { [colleaguesKey]: digestOf(colleagues), ...Object.fromEntries(books) };
}

const digestOf = (content: unknown) => createHash("sha256").update(JSON.stringify(content)).digest("hex");
