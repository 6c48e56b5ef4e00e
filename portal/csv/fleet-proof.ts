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

/** Phones whose files are made before others have a turn. */
const atOnce = 50;

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
    for (const source of sources.values()) {
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
    await nextTurn();
  }
  return { files: Object.fromEntries(files.sort(([a], [b]) => (a < b ? -1 : 1))), books: await proveBooks(db, organisationId) };
}

async function proveBooks(db: Db, organisationId: string): Promise<Record<string, string>> {
  const lists: string[] = await db("contact_list").where("organisation_id", organisationId).orderBy("id").pluck("id");
  const books: Record<string, string> = {};
  for (const key of [colleaguesKey, ...lists]) {
    const content = await loadDirectory(db, organisationId, key);
    books[key] = createHash("sha256").update(JSON.stringify(content)).digest("hex");
  }
  return books;
}
