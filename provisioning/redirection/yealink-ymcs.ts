import { randomUUID } from "node:crypto";
import { z } from "zod";
import { basic, below, type Called, call } from "./call.ts";
import {
  done,
  failed,
  registerAnew,
  type Service,
  type ServiceAnswer,
  type ServiceParts,
  type ServicePhone,
} from "./contract.ts";

const Token = z.object({ access_token: z.string().min(1), expires_in: z.number().default(0) });
const Counted = z.object({
  successCount: z.number().optional(),
  failureCount: z.number().optional(),
  errors: z.array(z.unknown()).optional(),
});
const Listed = z.object({
  data: z.array(z.object({ mac: z.string(), uniqueServerUrl: z.string().nullish(), serverUrl: z.string().nullish() })),
});

/** Yealink's management cloud, version 2 of its REST interface: a token for name and secret, then phones by MAC address. */
export function yealinkYmcs(parts: ServiceParts): Service {
  const { account, now, nonce = randomUUID } = parts;
  let token: { readonly value: string; readonly until: number } | null = null;

  const post = (path: string, body: unknown, authorization: string) =>
    call(parts, {
      url: below(account.url, path),
      method: "POST",
      headers: {
        ...{ authorization, "content-type": "application/json", accept: "application/json" },
        ...{ timestamp: String(now().getTime()), nonce: nonce() },
      },
      body: JSON.stringify(body),
    });

  const signIn = async (): Promise<Called & { readonly token?: string }> => {
    if (token && token.until > now().getTime()) return { answered: true, status: 200, text: "", token: token.value };
    const called = await post("v2/token", { grant_type: "client_credentials" }, basic(account.userName, account.secret));
    if (!called.answered) return called;
    const read = Token.safeParse(parsed(called.text));
    // The answer holds a secret, and is not shown.
    if (!read.success) return { answered: false, status: called.status, failure: failed("unreadable", called.status, "") };
    token = { value: read.data.access_token, until: now().getTime() + (read.data.expires_in - 60) * 1000 };
    return { ...called, text: "", token: token.value };
  };

  const asked = async (path: string, body: unknown, read: (called: Called & { answered: true }) => ServiceAnswer) => {
    const signedIn = await signIn();
    if (!signedIn.answered) return signedIn.failure;
    const called = await post(path, body, `Bearer ${signedIn.token ?? ""}`);
    if (called.answered) return read(called);
    if (called.status === 401) token = null;
    return called.failure;
  };

  const unregister = ({ mac }: ServicePhone) =>
    asked("v2/rps/delDevices", { deviceIdType: "mac", deviceIds: [mac] }, (called) => {
      const answer = counted(called, "unregistered");
      const absent = answer.fault === "refused" && /not (?:exist|found)|no such/i.test(answer.said);
      return absent ? done(called.status, called.text, "unregistered") : answer;
    });
  const register = ({ mac, url, organisation }: ServicePhone) =>
    asked("v2/rps/addDevicesByMac", [{ mac, uniqueServerUrl: url, remark: organisation }], (called) =>
      counted(called, "registered"),
    );

  return {
    register: (phone) =>
      registerAnew(
        () => register(phone),
        () => unregister(phone),
      ),
    unregister,
    check: (phone) =>
      asked("v2/rps/listDevices", { skip: 0, limit: 10, autoCount: true, filter: { mac: phone.mac } }, (called) => {
        const read = Listed.safeParse(parsed(called.text));
        if (!read.success) return failed("unreadable", called.status, called.text);
        const found = read.data.data.find((one) => one.mac.replace(/[:-]/g, "").toLowerCase() === phone.mac);
        if (!found) return done(called.status, called.text, "unregistered");
        const here = (found.uniqueServerUrl ?? found.serverUrl ?? "") === phone.url;
        return done(called.status, called.text, here ? "registered" : "elsewhere");
      }),
    test: async () => {
      const signedIn = await signIn();
      return signedIn.answered ? done(signedIn.status, "", null) : signedIn.failure;
    },
  };
}

/** Also what is answered with 200 may have been refused. */
function counted({ status, text }: { status: number; text: string }, state: "registered" | "unregistered"): ServiceAnswer {
  const read = Counted.safeParse(parsed(text));
  if (!read.success) return failed("unreadable", status, text);
  const { failureCount = 0, errors = [] } = read.data;
  return failureCount > 0 || errors.length > 0 ? failed("refused", status, text) : done(status, text, state);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
