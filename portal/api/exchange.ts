import { useExchangeKey } from "../../db/exchange-keys.ts";
import { EdgeError } from "../problem.ts";
import type { ApiParts, Asker, ExchangeCaller } from "./parts.ts";

/** Keys that are none, from one address. One that is good is never held up: what others try costs it nothing. */
const limit = { tries: 60, per: 15 * 60_000 } as const;

/**
 * Which exchange asks; null: the request shows no key. Unknown, revoked and malformed are one answer after the same
 * steps.
 *
 * @param header what `Authorization` says; another scheme than Bearer (a proxy's own) is none of ours
 * @throws EdgeError `exchange_key_refused`, `too_many`
 */
export async function exchangeOf(
  parts: ApiParts,
  header: string | undefined,
  asker: Asker,
  now: Date,
): Promise<ExchangeCaller | null> {
  const shown = /^bearer(?:[ \t]+(.*))?$/is.exec(header ?? "");
  if (!shown) return null;
  const key = await useExchangeKey(parts.db, (shown[1] ?? "").trim(), now);
  if (key !== null) return { keyId: key.id, organisationId: key.organisationId };
  const seconds = await parts.throttle.beginOther("exchange key", asker.address, limit, now);
  throw seconds === null ? new EdgeError("exchange_key_refused") : new EdgeError("too_many", seconds);
}
