import type { Claim } from "./contract.ts";

/** Every claim, in the order of docs/proof.md. One import and one line each. */
export const claims: readonly Claim[] = [];
