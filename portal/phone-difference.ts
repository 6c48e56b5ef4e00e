import { z } from "zod";
import { deliveryState } from "../db/deliveries.ts";
import { type DeliveredFile, loadDelivered } from "../db/rendered-body.ts";
import { maskPlan } from "../domain/mask-plan.ts";
import type { FileRole } from "../templates/contract.ts";
import { vendorOf } from "../templates/index.ts";
import { ok, type Route, route } from "./api/route.ts";
import { coverOf } from "./cover-lines.ts";
import { lineChanges } from "./line-changes.ts";
import { getPhoneRow, type Planned, planOf } from "./phone-detail.ts";
import { EdgeError } from "./problem.ts";

const FileDifference = z.strictObject({
  role: z.string(),
  /** As the phone asks for it. */
  name: z.string(),
  /** `same`: the phone has it as it should be; `gone`: what it fetched is not kept any more. */
  state: z.enum(["same", "changed", "never", "gone"]),
  deliveredAt: z.string().nullable(),
  /** Lines that the phone has and should not have, and the other way round; secrets are covered. */
  removed: z.array(z.string()),
  added: z.array(z.string()),
});
type FileDifference = z.infer<typeof FileDifference>;

export const phoneDifferenceRoutes: readonly Route[] = [
  route("administrator", {
    method: "get",
    path: "/phones/:phone/difference",
    tag: "Phones",
    summary: "What the phone has fetched against what it should have, file by file. Secrets are covered.",
    params: z.strictObject({ phone: z.string().max(200) }),
    answer: z.strictObject({
      delivery: z.enum(["never", "waiting", "fetched"]),
      files: z.array(FileDifference),
    }),
    handle: async ({ parts, who, params }) => {
      const phone = await getPhoneRow(parts.db, { organisationId: who.organisationId, id: params.phone });
      const planned = await planOf(parts, phone);
      if (!planned) throw new EdgeError("not_found");
      const delivered = await loadDelivered(parts.db, parts.keyring, phone.id);
      const state = await deliveryState(parts.db, phone.id);
      const { vendor: make, model } = planned.model;
      const vendor = vendorOf(make);
      const files = vendor.roles(model).flatMap((role) => {
        const file = vendor.render(role, planned.plan);
        const body = delivered.find((one) => one.role === role) ?? null;
        if (!file) return [];
        return [fileDifference(planned, role, vendor.fileName(role, { mac: phone.mac, model }), file.body, body)];
      });
      return ok({ delivery: state?.state ?? "never", files });
    },
  }),
];

function fileDifference(
  { plan, model }: Planned,
  role: FileRole,
  name: string,
  wanted: Uint8Array,
  delivered: DeliveredFile | null,
): FileDifference {
  const nothing = { removed: [], added: [] };
  if (!delivered) return { role, name, state: "never", deliveredAt: null, ...nothing };
  const { at: deliveredAt, body } = delivered;
  if (!body) return { role, name, state: "gone", deliveredAt, ...nothing };
  if (body.equals(wanted)) return { role, name, state: "same", deliveredAt, ...nothing };
  const vendor = vendorOf(model.vendor);
  const cover = coverOf(vendor.explain(role, plan) ?? [], vendor.explain(role, maskPlan(plan)) ?? []);
  const { removed, added } = lineChanges(linesIn(body.toString()), linesIn(new TextDecoder().decode(wanted)));
  return { role, name, state: "changed", deliveredAt, removed: removed.map(cover), added: added.map(cover) };
}

function linesIn(text: string): string[] {
  return text.split("\n").map((line) => line.trim());
}
