import { randomBytes } from "node:crypto";
import { z } from "zod";
import { below, type Called, call } from "./call.ts";
import { done, failed, type Service, type ServiceAnswer, type ServiceParts, type ServicePhone } from "./contract.ts";
import { hawkHeader } from "./hawk.ts";

const Settings = z.union([
  z.array(z.object({ uuid: z.string(), param_name: z.string() })),
  z.object({
    results: z.array(z.object({ uuid: z.string(), param_name: z.string() })),
    next: z.string().nullish(),
  }),
]);
const WithCompany = z.object({ links: z.object({ company: z.string() }) });
const Endpoint = z.object({
  settings_manager: z.record(z.string(), z.object({ value: z.unknown() })).default({}),
});

/** A list of settings may come in parts. */
const mostPages = 20;

/** A step on the way: what it gave, or why there was none. */
type Step<T> = { readonly value: T } | { readonly failure: ServiceAnswer };

/**
 * Snom's SRAPS: REST with requests signed by Hawk. A phone is an endpoint of the company, with the setting `setting_server`,
 * which the service knows by an id of its own.
 */
export function snomSraps(parts: ServiceParts): Service {
  const { account, now, nonce = () => randomBytes(9).toString("base64url") } = parts;
  let company: string | null = account.details.company || null;
  let settingId: string | null = null;

  const signed = async (method: "GET" | "PUT" | "DELETE", address: string, body: string | null = null): Promise<Called> => {
    const url = new URL(address);
    const contentType = body === null ? "" : "application/json";
    const authorization = hawkHeader({
      ...{ id: account.userName, key: account.secret, method, url, nonce: nonce() },
      timestamp: Math.floor(now().getTime() / 1000),
      payload: { contentType, body: body ?? "" },
    });
    const type: Record<string, string> = body === null ? {} : { "content-type": contentType };
    return call(parts, { url: url.href, method, headers: { authorization, accept: "application/json", ...type }, body });
  };

  const readJson = async <T>(address: string, schema: z.ZodType<T>): Promise<Step<{ value: T; called: Called }>> => {
    const called = await signed("GET", address);
    if (!called.answered) return { failure: called.failure };
    const read = schema.safeParse(parsed(called.text));
    if (!read.success) return { failure: failed("unreadable", called.status, called.text) };
    return { value: { value: read.data, called } };
  };

  const endpointOf = async (mac: string): Promise<Step<string>> => {
    if (company === null) {
      const token = await readJson(below(account.url, `tokens/${encodeURIComponent(account.userName)}`), WithCompany);
      if ("failure" in token) return token;
      const [, id] = /\/companies\/([^/?#]+)/.exec(token.value.value.links.company) ?? [];
      if (id === undefined) return { failure: failed("unreadable", 200, token.value.value.links.company) };
      company = id;
    }
    // Built here: a link in an answer could lead elsewhere, with our signature.
    return { value: below(account.url, `companies/${encodeURIComponent(company)}/endpoints/${mac}`) };
  };

  const setting = async (): Promise<Step<string>> => {
    for (let page = 1; settingId === null && page <= mostPages; page++) {
      const read = await readJson(below(account.url, `settings/?page=${page}&page_size=1000`), Settings);
      if ("failure" in read) return page > 1 && read.failure.status === 404 ? noSetting() : read;
      const { value } = read.value;
      const rows = Array.isArray(value) ? value : value.results;
      settingId = rows.find((row) => row.param_name === "setting_server")?.uuid ?? null;
      if (rows.length === 0) break;
    }
    return settingId === null ? noSetting() : { value: settingId };
  };

  return {
    register: async (phone) => {
      const [endpoint, id] = [await endpointOf(phone.mac), await setting()];
      if ("failure" in endpoint) return endpoint.failure;
      if ("failure" in id) return id.failure;
      const called = await signed("PUT", endpoint.value, JSON.stringify(endpointBody(phone, id.value)));
      if (called.answered) return done(called.status, called.text, "registered");
      // Somebody else has this phone: only the service can say who.
      return called.status === 409 ? { ...called.failure, fault: "elsewhere", state: "elsewhere" } : called.failure;
    },
    unregister: async (phone) => {
      const endpoint = await endpointOf(phone.mac);
      if ("failure" in endpoint) return endpoint.failure;
      const called = await signed("DELETE", endpoint.value);
      if (called.answered) return done(called.status, called.text, "unregistered");
      return called.status === 404 ? done(404, called.failure.said, "unregistered") : called.failure;
    },
    check: async (phone) => {
      const [endpoint, id] = [await endpointOf(phone.mac), await setting()];
      if ("failure" in endpoint) return endpoint.failure;
      if ("failure" in id) return id.failure;
      const called = await signed("GET", endpoint.value);
      if (!called.answered) return called.status === 404 ? done(404, called.failure.said, "unregistered") : called.failure;
      const read = Endpoint.safeParse(parsed(called.text));
      if (!read.success) return failed("unreadable", called.status, called.text);
      const url = read.data.settings_manager[id.value]?.value;
      return done(called.status, called.text, url === phone.url ? "registered" : "elsewhere");
    },
    test: async () => {
      company = account.details.company || null;
      const id = await setting();
      if ("failure" in id) return id.failure;
      const endpoint = await endpointOf("");
      return "failure" in endpoint ? endpoint.failure : done(200, "", null);
    },
  };
}

function endpointBody({ mac, url }: ServicePhone, settingId: string) {
  const settings = { [settingId]: { value: url, attrs: { perm: "RW" } } };
  return { mac, autoprovisioning_enabled: true, settings_manager: settings };
}

function noSetting(): { readonly failure: ServiceAnswer } {
  return { failure: failed("refused", null, "setting_server") };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
