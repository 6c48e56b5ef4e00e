import { createHash } from "node:crypto";
import type { RedirectionState } from "../../domain/redirection.ts";
import {
  done,
  failed,
  registerAnew,
  type Service,
  type ServiceAnswer,
  type ServiceParts,
  type ServicePhone,
} from "./contract.ts";
import { callRpc, outcomeOf, type RpcAnswer } from "./xml-rpc.ts";

/**
 * Yealink's redirection over XML-RPC: a server is entered once under a name, phones are registered with that name. The
 * name holds a part of the address's hash, so that another address is another server and no phone keeps an old one.
 */
export function yealinkRps(parts: ServiceParts): Service {
  const rpc = (method: string, ...args: string[]) => callRpc(parts, `redirect.${method}`, args);
  const unregister = async (phone: ServicePhone) => {
    const removed = answerOf(await rpc("deRegisterDevice", writtenMac(phone.mac)), "unregistered");
    return removed.fault === "refused" && isAbsent(removed.said) ? done(200, removed.said, "unregistered") : removed;
  };
  return {
    register: async (phone) => {
      const server = serverName(parts.account.details.serverName ?? "klyka", phone);
      const added = await rpc("addServer", server, phone.url);
      // A server of that name is there already: that is refused, and no matter. Whether it is there shows in the next call.
      if (!added.ok && added.failure.fault !== "refused") return added.failure;
      const register = async () => answerOf(await rpc("registerDevice", writtenMac(phone.mac), server), "registered");
      return withBoth(added, await registerAnew(register, () => unregister(phone)));
    },
    unregister,
    check: async (phone) => {
      const asked = await rpc("checkDevice", writtenMac(phone.mac));
      if (!asked.ok) return asked.failure;
      const state = stateIn(outcomeOf(asked.value).words, outcomeOf(asked.value).done);
      return state ? done(asked.status, asked.said, state) : failed("unreadable", asked.status, asked.said);
    },
    test: async () => {
      const listed = await rpc("listServers");
      // Whoever is let in may be told that there is no such method: name and secret were taken.
      if (!listed.ok && listed.failure.fault === "refused") return done(200, listed.failure.said, null);
      return listed.ok ? done(listed.status, listed.said, null) : listed.failure;
    },
  };
}

function answerOf(answer: RpcAnswer, state: RedirectionState): ServiceAnswer {
  if (!answer.ok) return answer.failure;
  const { done: good, words } = outcomeOf(answer.value);
  if (good) return done(answer.status, answer.said, state);
  if (/elsewhere|other user|owned by/i.test(words))
    return failed("elsewhere", answer.status, answer.said, { state: "elsewhere" });
  return failed("refused", answer.status, answer.said);
}

/** When the second call is refused because of the first, the first answer says why. */
function withBoth(first: RpcAnswer, second: ServiceAnswer): ServiceAnswer {
  const before = first.ok ? first.said : first.failure.said;
  return second.fault === null ? second : { ...second, said: `${before}\n${second.said}` };
}

/** `Registered`, `Unregistered`, `Unknown`, `Registered Elsewhere`. */
function stateIn(words: string, good: boolean): RedirectionState | null {
  if (/elsewhere/i.test(words)) return "elsewhere";
  if (/unregistered|unknown/i.test(words)) return "unregistered";
  return /registered|^ok$/i.test(words) || (good && words === "") ? "registered" : null;
}

function isAbsent(said: string): boolean {
  return /unregistered|not registered|unknown|no such|not exist/i.test(said);
}

/** Letters, digits, `-`, `_`, `.` and blanks alone are taken there. */
function serverName(prefix: string, { organisation, url }: ServicePhone): string {
  const hash = createHash("sha256").update(url).digest("hex").slice(0, 8);
  return `${prefix}-${organisation}-${hash}`.replace(/[^A-Za-z0-9 ._-]/g, "-").slice(0, 60);
}

function writtenMac(mac: string): string {
  return mac.toUpperCase();
}
