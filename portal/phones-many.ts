import { z } from "zod";
import { PhoneChange } from "../db/phone-change.ts";
import { changePhones, mostPhonesAtOnce } from "../db/phones-bulk.ts";
import { Id } from "./api/fields.ts";
import { ok, type Route, route } from "./api/route.ts";
import { demandMay } from "./jobs/change.ts";
import { BulkResultView } from "./users-many.ts";

const BulkInput = z.strictObject({ phones: z.array(Id).min(1).max(mostPhonesAtOnce), change: PhoneChange });
export type PhoneBulkInput = z.input<typeof BulkInput>;

/** What is done to many phones. Before the routes of one phone: `/phones/…` are paths of both. */
export const phonesManyRoutes: readonly Route[] = [
  route("administrator", {
    method: "post",
    path: "/phones/bulk",
    tag: "Phones",
    summary: `The same change for up to ${mostPhonesAtOnce} phones, with a result for each. What one is refused, the others get.`,
    body: BulkInput,
    answer: z.strictObject({ results: z.array(BulkResultView) }),
    example: { phones: ["{phone}"], change: { what: "site", siteId: "{site}" } },
    handle: async ({ parts, who, body, now }) => {
      demandMay(who, body.change);
      const input = { organisationId: who.organisationId, ids: body.phones, change: body.change };
      const results = await changePhones(parts.db, input, who.actor, now);
      return ok({ results: results.map(({ detail, ...one }) => ({ ...one, values: detail })) });
    },
  }),
];
