import { loadPlanSources } from "../../db/plan-source.ts";
import { composePlan } from "../../domain/compose-plan.ts";
import { DomainError } from "../../domain/errors.ts";
import type { Plan } from "../../domain/plan.ts";
import type { Store } from "../../process/store.ts";
import { findModel } from "../../templates/index.ts";
import type { PhoneModel } from "../../templates/model.ts";

export { maskPlan } from "../../domain/mask-plan.ts";

export type PlannedPhone = { readonly plan: Plan; readonly model: PhoneModel; readonly revision: number };

/** What a phone should have now. Holds secrets. @throws DomainError `phone_not_found`, `model_unknown` */
export async function planOfPhone(store: Store, phoneId: string, publicUrl: string): Promise<PlannedPhone> {
  const source = (await loadPlanSources(store.db, store.keyring, [phoneId])).get(phoneId);
  if (!source) throw new DomainError("phone_not_found", { id: phoneId });
  const { vendor, modelId, revision } = source.phone;
  const model = findModel(vendor, modelId);
  if (!model) throw new DomainError("model_unknown", { model: `${vendor} ${modelId}` });
  return { plan: composePlan(source, { ...model, id: model.model }, publicUrl), model, revision };
}
