import type { ImportView } from "../../../portal/csv/exchange.ts";
import type { StockCardView, UsageImportView } from "../../../portal/orders/sim-cards.ts";
import type { OrderDetailView, OrdersSummaryView, OrderView } from "../../../portal/orders/views.ts";
import type { Answered, Api, Query } from "./api.ts";
import type { Page } from "./paged-rows.ts";

export type { OrderDetailView, OrdersSummaryView, OrderView, StockCardView, UsageImportView };

const at = (id: string, step = "") => `/operator/orders/${encodeURIComponent(id)}${step}`;

export function listOrders(api: Api, query: Query, signal?: AbortSignal): Promise<Page<OrderView>> {
  return api.get("/operator/orders", query, signal);
}

export function readOrders(api: Api, signal?: AbortSignal): Promise<OrdersSummaryView> {
  return api.get("/operator/orders/summary", {}, signal);
}

export function readOrder(api: Api, id: string, signal?: AbortSignal): Promise<OrderDetailView> {
  return api.get(at(id), {}, signal);
}

/** Works on it, lets go of it, or hands it over again. */
export async function workOn(api: Api, id: string, step: "take" | "release" | "retry"): Promise<OrderDetailView> {
  return (await api.post<OrderDetailView>(at(id, `/${step}`))).value;
}

export type OperatorAnswer =
  | {
      readonly answer: "confirmed";
      readonly reference?: string | null;
      readonly details: Readonly<Record<string, string | null>>;
    }
  | { readonly answer: "refused"; readonly reference?: string | null; readonly code: string; readonly text: string }
  | {
      readonly answer: "progressed";
      readonly progress: { readonly stage: "accepted" } | { readonly stage: "scheduled"; readonly at: string };
    };

/** What the operator says of an order, written by its staff. */
export async function answerOrder(api: Api, id: string, answer: OperatorAnswer): Promise<OrderDetailView> {
  return (await api.post<OrderDetailView>(at(id, "/answer"), answer)).value;
}

export function listStock(api: Api, query: Query, signal?: AbortSignal): Promise<Page<StockCardView>> {
  return api.get("/operator/sim-cards", query, signal);
}

export async function scrapStock(api: Api, id: string): Promise<void> {
  await api.delete(`/operator/sim-cards/${encodeURIComponent(id)}`, null);
}

// Whatever the browser calls a file, which may be nothing.
const asCsv = (file: Blob) => new Blob([file], { type: "text/csv" });

export function importStock(api: Api, file: Blob, dryRun: boolean): Promise<Answered<ImportView>> {
  return api.ask("POST", "/operator/sim-cards/import", { query: { dryRun }, body: asCsv(file) });
}

export function importUsage(api: Api, file: Blob, dryRun: boolean): Promise<Answered<UsageImportView>> {
  return api.ask("POST", "/operator/usage/import", { query: { dryRun }, body: asCsv(file) });
}
