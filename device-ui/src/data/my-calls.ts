import type { OwnCallView, OwnInvoiceView, SeenView } from "../../../portal/my-calls.ts";
import type { Api, Query } from "./api.ts";
import type { NodeView } from "./invoices.ts";

export type { OwnCallView, OwnInvoiceView, SeenView };

type Sums = Pick<NodeView, "count" | "seconds" | "bytes" | "net">;
export type OwnUsage = { readonly invoices: readonly OwnInvoiceView[]; readonly seen: readonly SeenView[] };
export type OwnCalls = {
  readonly total: number;
  readonly calls: readonly OwnCallView[];
  readonly unlisted: Sums;
  readonly sums: Sums;
};

export function readOwnUsage(api: Api, signal?: AbortSignal): Promise<OwnUsage> {
  return api.get("/me/usage", {}, signal);
}

export function listOwnCalls(api: Api, query: Query, signal?: AbortSignal): Promise<OwnCalls> {
  return api.get("/me/calls", query, signal);
}
