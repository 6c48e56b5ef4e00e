import { certificateClaims } from "./attack/certificates.ts";
import { cloneClaims } from "./attack/copies.ts";
import { crossSiteClaims } from "./attack/cross-site.ts";
import { enumerationClaims } from "./attack/enumeration.ts";
import { formulaClaims } from "./attack/formulas.ts";
import { inputClaims } from "./attack/input.ts";
import { listenerClaims } from "./attack/listeners.ts";
import { onceClaims } from "./attack/once.ts";
import { outboundClaims } from "./attack/outbound.ts";
import { rightsClaims } from "./attack/rights.ts";
import { rotationClaims } from "./attack/rotation.ts";
import { secretClaims } from "./attack/secrets.ts";
import { sessionClaims } from "./attack/sessions.ts";
import { supplyClaims } from "./attack/supply.ts";
import { textClaims } from "./attack/texts.ts";
import { uniformClaims } from "./attack/uniform.ts";
import { uploadClaims } from "./attack/uploads.ts";
import { webhookClaims } from "./attack/webhooks.ts";
import type { Claim } from "./contract.ts";
import { crashClaims } from "./crash/claims.ts";
import { copyClaims as backupClaims } from "./crash/copy-claims.ts";
import { nodesClaims } from "./nodes/killed.ts";
import { nodesProofClaims } from "./nodes/one-proof.ts";

/** Every claim, in the order of docs/proof.md. One import and one line each. */
export const claims: readonly Claim[] = [
  ...rightsClaims,
  ...crossSiteClaims,
  ...listenerClaims,
  ...uniformClaims,
  ...enumerationClaims,
  ...certificateClaims,
  ...cloneClaims,
  ...onceClaims,
  ...rotationClaims,
  ...sessionClaims,
  ...webhookClaims,
  ...nodesProofClaims,
  ...nodesClaims,
  ...uploadClaims,
  ...formulaClaims,
  ...inputClaims,
  ...outboundClaims,
  ...secretClaims,
  ...supplyClaims,
  ...textClaims,
  ...backupClaims,
  ...crashClaims,
];
