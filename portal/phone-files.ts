import { z } from "zod";
import { deliveryState } from "../db/deliveries.ts";
import { type JournalEntry, listJournal } from "../db/journal.ts";
import { maskPlan } from "../domain/mask-plan.ts";
import { vendorIds } from "../domain/plan.ts";
import type { Vendor } from "../templates/contract.ts";
import { vendorOf } from "../templates/index.ts";
import { OriginView } from "./api/fields.ts";
import { cursorOf, cursorQuery } from "./api/paging.ts";
import type { Caller } from "./api/parts.ts";
import { ok, type RawAsk, type Route, route } from "./api/route.ts";
import { getPhoneRow, type Planned, planOf } from "./phone-detail.ts";
import { EdgeError } from "./problem.ts";

const tag = "Phones";
const params = z.strictObject({ phone: z.string().max(200) });

const FileView = z.strictObject({
  role: z.string(),
  /** As the phone asks for it. */
  name: z.string(),
  contentType: z.string(),
  bytes: z.int(),
  warnings: z.array(z.strictObject({ code: z.string(), name: z.string() })),
  /** Null: not made yet, or not fetched. */
  wantedHash: z.string().nullable(),
  deliveredHash: z.string().nullable(),
  deliveredAt: z.string().nullable(),
});

type Mine = Pick<RawAsk, "parts"> & { readonly who: Caller; readonly params: { readonly phone: string } };
type Files = Planned & { readonly vendor: Vendor; readonly mac: string; readonly id: string };

/** The phone's plan with every secret covered, and its make. @throws DomainError `phone_not_found`; EdgeError `not_found` without a plan */
async function coveredPlan({ parts, who, params: { phone: id } }: Mine): Promise<Files> {
  const phone = await getPhoneRow(parts.db, { organisationId: who.organisationId, id });
  const planned = await planOf(parts, phone);
  if (!planned) throw new EdgeError("not_found");
  return { ...planned, plan: maskPlan(planned.plan), vendor: vendorOf(phone.vendor), mac: phone.mac, id: phone.id };
}

const JournalView = z.strictObject({
  id: z.string(),
  at: z.string(),
  transport: z.enum(["http", "https", "tftp", "ldap", "pnp"]),
  method: z.string(),
  path: z.string(),
  address: z.string(),
  userAgent: z.string().nullable(),
  mac: z.string().nullable(),
  phoneId: z.string().nullable(),
  vendor: z.enum(vendorIds).nullable(),
  model: z.string().nullable(),
  wants: z.string(),
  rung: z.string(),
  decision: z.string(),
  reason: z.string(),
  status: z.int(),
  bytes: z.int(),
  durationMicros: z.int(),
});

function journalView({ organisationId: _organisation, ...entry }: JournalEntry): z.infer<typeof JournalView> {
  return entry;
}

export const phoneFileRoutes: readonly Route[] = [
  route("administrator", {
    method: "get",
    path: "/phones/:phone/plan",
    tag,
    summary: "What the phone should have, in words of no make: each value with where it comes from. Secrets are covered.",
    params,
    answer: z.looseObject({ accounts: z.array(z.unknown()), keys: z.array(z.unknown()), misfits: z.array(z.unknown()) }),
    handle: async (asked) => ok((await coveredPlan(asked)).plan),
  }),
  route("administrator", {
    method: "get",
    path: "/phones/:phone/files",
    tag,
    summary: "The phone's files under the names it asks for, and whether it has fetched each as it should be.",
    params,
    answer: z.strictObject({ files: z.array(FileView) }),
    handle: async (asked) => {
      const { plan, model, vendor, mac, id } = await coveredPlan(asked);
      const state = await deliveryState(asked.parts.db, id);
      const files = vendor.roles(model.model).flatMap((role) => {
        const file = vendor.render(role, plan);
        if (!file) return [];
        const known = state?.files.find((one) => one.role === role);
        return {
          ...{ role, name: vendor.fileName(role, { mac, model: model.model }), contentType: file.contentType },
          bytes: file.body.length,
          warnings: file.warnings.map(({ code, name }) => ({ code, name })),
          wantedHash: known?.wantedHash ?? null,
          deliveredHash: known?.deliveredHash ?? null,
          deliveredAt: known?.deliveredAt ?? null,
        };
      });
      return ok({ files });
    },
  }),
  route("administrator", {
    method: "get",
    path: "/phones/:phone/files/:role",
    tag,
    summary: "One file line by line, each with who says it and where. Secrets are covered.",
    params: params.extend({ role: z.string().max(100) }),
    answer: z.strictObject({
      role: z.string(),
      name: z.string(),
      lines: z.array(z.strictObject({ text: z.string(), origin: OriginView.nullable() })),
    }),
    handle: async (asked) => {
      const { role } = asked.params;
      const { plan, model, vendor, mac } = await coveredPlan(asked);
      const lines = vendor.roles(model.model).includes(role) ? vendor.explain(role, plan) : null;
      if (!lines) throw new EdgeError("not_found");
      const shown = lines.map(({ text, origin }) => ({ text, origin: origin && { ...origin } }));
      return ok({ role, name: vendor.fileName(role, { mac, model: model.model }), lines: shown });
    },
  }),
  route("administrator", {
    method: "get",
    path: "/phones/:phone/journal",
    tag,
    summary: "What the phone has asked for and got, newest first. `next` is the cursor of the entries before.",
    params,
    query: z.strictObject({ before: cursorQuery.optional() }),
    answer: z.strictObject({ entries: z.array(JournalView), next: z.string().nullable() }),
    handle: async ({ parts, who, params, query }) => {
      const { organisationId } = who;
      const { id } = await getPhoneRow(parts.db, { organisationId, id: params.phone });
      const entries = await listJournal(parts.db, { organisationId, phoneId: id, before: query.before, limit: journalPage });
      return ok({ entries: entries.map(journalView), next: cursorOf(entries, journalPage) });
    },
  }),
];

const journalPage = 100;
