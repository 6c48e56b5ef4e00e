import type { Plan } from "../../domain/plan.ts";
import type { DirectoryContent } from "../contract.ts";
import type { PhoneModel } from "../model.ts";
import type { VirtualRequest, VirtualResponse, VirtualState } from "../virtual/contract.ts";
import { vendor } from "./index.ts";
import { virtualSnom } from "./virtual.ts";

/** What a server without trust, cache or network would answer: for tests of files and the phones that read them. */
export type Asked = { readonly request: VirtualRequest; readonly status: number };

const missing: VirtualResponse = { status: 404, body: new Uint8Array() };

/** Answers a virtual phone from a plan, through the same reading of requests as the real server. */
export function answerFrom(plan: Plan, books: readonly DirectoryContent[] = []) {
  const asked: Asked[] = [];
  const answer = (request: VirtualRequest): VirtualResponse => {
    const { pathname, search } = new URL(request.file, plan.provisioning.url);
    const seen = vendor.recognise({
      method: request.method,
      path: pathname + search,
      userAgent: request.userAgent ?? "Mozilla/4.0 (compatible; snom lid 3605)",
      certificateSubject: null,
    });
    if (seen === null || seen.macConflict) return missing;
    if (seen.mac !== null && seen.mac !== plan.phone.mac) return missing;
    const role = vendor.roleOf(seen, plan.phone.modelId);
    const book = books.find(({ key }) => seen.file === `${key}.xml`);
    if (seen.wants === "firmware" && (seen.file === plan.firmware?.file || seen.file === plan.firmware?.through))
      return { status: 200, body: new Uint8Array([1]) };
    const file = role === null ? (book ? vendor.phonebook(book) : null) : vendor.render(role, plan);
    return file === null ? missing : { status: 200, body: file.body };
  };
  const fetch = async (request: VirtualRequest): Promise<VirtualResponse> => {
    const response = answer(request);
    asked.push({ request, status: response.status });
    return response;
  };
  return { fetch, asked };
}

/** Boots a virtual phone of this plan's model and MAC. */
export async function bootFrom(
  plan: Plan,
  model: PhoneModel,
  books: readonly DirectoryContent[] = [],
  memory: Map<string, string> = new Map(),
): Promise<VirtualState & { asked: readonly Asked[] }> {
  const { fetch, asked } = answerFrom(plan, books);
  const state = await virtualSnom.boot({
    model,
    mac: plan.phone.mac,
    firmware: "10.1.169.16",
    modules: plan.modules.length,
    fetch,
    memory,
  });
  return { ...state, asked };
}
