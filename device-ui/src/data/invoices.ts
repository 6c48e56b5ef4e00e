import type { CallsView, CallView, NodeView, OpenedView } from "../../../portal/invoices/specification-routes.ts";
import type { InvoiceRowView, InvoiceView, SightView, SummaryView } from "../../../portal/invoices/views.ts";
import type { Answered, Api, Query } from "./api.ts";
import type { Page } from "./paged-rows.ts";

export type { CallsView, CallView, InvoiceRowView, InvoiceView, NodeView, OpenedView, SightView, SummaryView };
/** As many as one zip takes. */
export const mostInArchive = 200;

const of = (id: string): string => `/invoices/${encodeURIComponent(id)}`;

export type InvoicePage = Page<InvoiceRowView> & {
  readonly summary: SummaryView;
  readonly now: string;
  readonly changesAt: string;
};

export function listInvoices(api: Api, query: Query, signal?: AbortSignal): Promise<InvoicePage> {
  return api.get("/invoices", query, signal);
}

export function readInvoice(api: Api, id: string, signal?: AbortSignal): Promise<InvoiceView> {
  return api.get(of(id), {}, signal);
}

/** @param at the parts of a place, from the top */
export function openNode(api: Api, id: string, ask: Query & { readonly at: string }, signal?: AbortSignal): Promise<OpenedView> {
  return api.get(`${of(id)}/specification`, ask, signal);
}

export function listCalls(api: Api, id: string, ask: Query & { readonly at: string }, signal?: AbortSignal): Promise<CallsView> {
  return api.get(`${of(id)}/calls`, ask, signal);
}

/** Whole numbers for a quarter of an hour. @throws ApiError `sight_reason_missing` */
export function giveSight(
  api: Api,
  id: string,
  body: { readonly reason: string; readonly of: SightView["of"] },
): Promise<Answered<SightView>> {
  return api.post(`${of(id)}/sight`, body);
}

export function endSight(api: Api, id: string): Promise<Answered<undefined>> {
  return api.delete(`${of(id)}/sight`, null);
}

/** Addresses of files: links, so that the browser fetches them in its own way. */
export const fileOf = {
  pdf: (id: string) => `/api${of(id)}/pdf`,
  ubl: (id: string) => `/api${of(id)}/ubl`,
  archive: (ids: readonly string[]) => `/api/invoices/archive?ids=${ids.map(encodeURIComponent).join(",")}`,
  list: (query: Query) => `/api/invoices/export${searchOf(query)}`,
  specification: (id: string, query: Query) => `/api${of(id)}/specification/export${searchOf(query)}`,
};

function searchOf(query: Query): string {
  const said = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== "");
  return said.length === 0 ? "" : `?${new URLSearchParams(said.map(([name, value]) => [name, String(value)]))}`;
}
