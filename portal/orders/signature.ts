import { createHmac, timingSafeEqual } from "node:crypto";
import { signatureLasts } from "./contract.ts";

/** @returns what stands in the header `klyka-signature` */
export function sign(secret: string, timestamp: string, body: string | Uint8Array): string {
  return `v1=${digest(secret, timestamp, body).toString("hex")}`;
}

/**
 * Whether somebody who has one of the secrets has signed these bytes, lately.
 *
 * @param shown what stands in the headers
 * @param now milliseconds since 1970
 */
export function verify(
  secrets: readonly string[],
  shown: { readonly timestamp: string | undefined; readonly signature: string | undefined },
  body: Uint8Array,
  now: number,
): "good" | "wrong" | "stale" {
  const { timestamp = "", signature = "" } = shown;
  if (!/^\d{1,12}$/.test(timestamp)) return "wrong";
  const given = signature
    .split(",")
    .slice(0, 4)
    .flatMap((one) => /^v1=([0-9a-f]{64})$/.exec(one.trim())?.[1] ?? []);
  const own = secrets.map((secret) => digest(secret, timestamp, body));
  const fits = given.some((one) => own.some((mine) => timingSafeEqual(mine, Buffer.from(one, "hex"))));
  if (!fits) return "wrong";
  // Only whoever has the secret learns that the clock is the trouble.
  return Math.abs(now / 1000 - Number(timestamp)) <= signatureLasts ? "good" : "stale";
}

function digest(secret: string, timestamp: string, body: string | Uint8Array): Buffer {
  return createHmac("sha256", secret).update(`${timestamp}.`).update(body).digest();
}
