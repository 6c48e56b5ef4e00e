import { crossSiteClaims } from "./attack/cross-site.ts";
import { formulaClaims } from "./attack/formulas.ts";
import { inputClaims } from "./attack/input.ts";
import { listenerClaims } from "./attack/listeners.ts";
import { outboundClaims } from "./attack/outbound.ts";
import { rightsClaims } from "./attack/rights.ts";
import { sessionClaims } from "./attack/sessions.ts";
import { uploadClaims } from "./attack/uploads.ts";
import { webhookClaims } from "./attack/webhooks.ts";
import type { Claim } from "./contract.ts";

/** Every claim, in the order of docs/proof.md. One import and one line each. */
export const claims: readonly Claim[] = [
  ...rightsClaims,
  ...crossSiteClaims,
  ...listenerClaims,
  ...sessionClaims,
  ...webhookClaims,
  ...uploadClaims,
  ...formulaClaims,
  ...inputClaims,
  ...outboundClaims,
];
