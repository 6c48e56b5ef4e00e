import type {
  CustomerView,
  FaultView,
  FinanceFileView,
  OwedView,
  PaymentView,
  ReceivedView,
} from "../../../portal/finance/views.ts";
import type { Answered, Api, Query } from "./api.ts";
import type { Page } from "./paged-rows.ts";

export type { CustomerView, FaultView, FinanceFileView, OwedView, PaymentView, ReceivedView };

const payment = (id: string, step: string) => `/operator/finance/payments/${encodeURIComponent(id)}/${step}`;

export function listFiles(api: Api, query: Query, signal?: AbortSignal): Promise<Page<FinanceFileView>> {
  return api.get("/operator/finance/files", query, signal);
}

export function readFile(api: Api, id: string, signal?: AbortSignal): Promise<FinanceFileView> {
  return api.get(`/operator/finance/files/${encodeURIComponent(id)}`, {}, signal);
}

/** @param onProgress told while it goes out, 0…1 */
export async function sendFinanceFile(api: Api, file: File, onProgress: (share: number) => void): Promise<ReceivedView> {
  // Whatever the browser calls it: the server looks at what is in it.
  const body = new Blob([file], { type: "application/octet-stream" });
  return (await api.ask<ReceivedView>("POST", "/operator/finance/files", { query: { name: file.name }, body, onProgress })).value;
}

export function listPayments(api: Api, query: Query, signal?: AbortSignal): Promise<Page<PaymentView>> {
  return api.get("/operator/finance/payments", query, signal);
}

/** Invoices that a payment may be put to. */
export async function listOwed(api: Api, paymentId: string, q: string, signal?: AbortSignal): Promise<readonly OwedView[]> {
  return (await api.get<{ rows: readonly OwedView[] }>(payment(paymentId, "owed"), { q }, signal)).rows;
}

export async function putToInvoice(api: Api, paymentId: string, invoiceId: string): Promise<PaymentView> {
  return (await api.post<PaymentView>(payment(paymentId, "invoices"), { invoiceId })).value;
}

export async function takeOffInvoice(api: Api, paymentId: string, invoiceId: string): Promise<PaymentView> {
  return (await api.post<PaymentView>(payment(paymentId, "take-back"), { invoiceId })).value;
}

export async function setAside(api: Api, paymentId: string, reason: string): Promise<PaymentView> {
  return (await api.post<PaymentView>(payment(paymentId, "close"), { reason })).value;
}

export async function takeOutAgain(api: Api, paymentId: string): Promise<PaymentView> {
  return (await api.post<PaymentView>(payment(paymentId, "reopen"))).value;
}

export async function makeVoid(api: Api, invoiceId: string, reason: string): Promise<void> {
  await api.post(`/operator/finance/invoices/${encodeURIComponent(invoiceId)}/void`, { reason });
}

export function listCustomers(api: Api, query: Query, signal?: AbortSignal): Promise<Page<CustomerView>> {
  return api.get("/operator/finance/customers", query, signal);
}

/** @throws ConflictError */
export function saveCustomer(
  api: Api,
  { id, version }: CustomerView,
  body: { readonly organisationNumber: string | null; readonly customerNumber: string | null; readonly notice: boolean },
): Promise<Answered<CustomerView>> {
  return api.patch(`/operator/finance/customers/${encodeURIComponent(id)}`, body, `"${version}"`);
}
