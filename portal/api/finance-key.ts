import { financeKeyBeginning, useFinanceKey } from "../../db/finance-keys.ts";
import { EdgeError } from "../problem.ts";
import type { ApiParts, Asker, FinanceCaller } from "./parts.ts";

/** Keys that are none, from one address. One that is good is never held up. */
const limit = { tries: 60, per: 15 * 60_000 } as const;

/**
 * Which billing system asks; null: the request shows no such key (another Bearer is none of ours).
 *
 * @param header what `Authorization` says
 * @throws EdgeError `finance_key_refused`, `too_many`
 */
export async function financeOf(
  parts: ApiParts,
  header: string | undefined,
  asker: Asker,
  now: Date,
): Promise<FinanceCaller | null> {
  const [, shown = ""] = /^bearer[ \t]+(.*)$/is.exec(header ?? "") ?? [];
  if (!shown.trim().startsWith(financeKeyBeginning)) return null;
  const key = await useFinanceKey(parts.db, shown.trim(), now);
  if (key !== null) return { actor: { kind: "system", id: key.id, name: key.name, organisationId: null } };
  const seconds = await parts.throttle.beginOther("finance key", asker.address, limit, now);
  throw seconds === null ? new EdgeError("finance_key_refused") : new EdgeError("too_many", seconds);
}
