import { adapterDocument } from "../portal/orders/openapi.ts";

/** `docs/operator-adapter.openapi.json`, as the schemas of `portal/orders/contract.ts` say it. */
export function adapterFile(): string {
  return `${JSON.stringify(adapterDocument(), null, 2)}\n`;
}
