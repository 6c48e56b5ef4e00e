import { composePlan, type PlanSource } from "../domain/compose-plan.ts";
import { DomainError } from "../domain/errors.ts";
import type { Plan } from "../domain/plan.ts";
import type { RenderedFile } from "../templates/contract.ts";
import { findModel, vendorOf } from "../templates/index.ts";

/** Rows to plan, with the catalogue's facts of the model. @throws DomainError `model_unknown` */
export function planOf(source: PlanSource, publicUrl: string): Plan {
  const { vendor, modelId } = source.phone;
  const model = findModel(vendor, modelId);
  if (!model) throw new DomainError("model_unknown", { vendor, model: modelId });
  return composePlan(source, { ...model, id: model.model }, publicUrl);
}

/** Plan to bytes; null when the phone has no such file. What the vendor's room throws goes on to the caller. */
export function renderFile(plan: Plan, role: string): RenderedFile | null {
  return vendorOf(plan.phone.vendor).render(role, plan);
}
