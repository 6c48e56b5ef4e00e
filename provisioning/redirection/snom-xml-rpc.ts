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

/** Snom's earlier redirection over XML-RPC, with name and password. */
export function snomXmlRpc(parts: ServiceParts): Service {
  const rpc = (method: string, mac: string, ...args: string[]) =>
    callRpc(parts, `redirect.${method}`, [mac.toUpperCase(), ...args]);
  const unregister = async (phone: ServicePhone) => {
    const answer = answerOf(await rpc("deregisterPhone", phone.mac), "unregistered");
    return answer.fault !== null && answer.state === "unregistered" ? done(200, answer.said, "unregistered") : answer;
  };
  return {
    register: (phone) =>
      registerAnew(
        async () => answerOf(await rpc("registerPhone", phone.mac, phone.url), "registered"),
        () => unregister(phone),
      ),
    unregister,
    check: async (phone) => {
      const asked = await rpc("getPhoneRedirection", phone.mac);
      if (!asked.ok) return asked.failure;
      const { done: good, words } = outcomeOf(asked.value);
      const state = refusedState(words);
      if (state) return done(asked.status, asked.said, state);
      // The address alone, or behind a yes.
      if (!good && !/^\w+:\/\//.test(words)) return failed("unreadable", asked.status, asked.said);
      return done(asked.status, asked.said, words === phone.url ? "registered" : "elsewhere");
    },
    test: async () => {
      const asked = await rpc("checkPhone", "000413000000");
      if (!asked.ok && asked.failure.fault !== "refused") return asked.failure;
      return asked.ok ? done(asked.status, asked.said, null) : done(200, asked.failure.said, null);
    },
  };
}

function answerOf(answer: RpcAnswer, state: RedirectionState): ServiceAnswer {
  if (!answer.ok) return answer.failure;
  const { done: good, words } = outcomeOf(answer.value);
  if (good) return done(answer.status, answer.said, state);
  const known = refusedState(words);
  return failed(known === "elsewhere" ? "elsewhere" : "refused", answer.status, answer.said, { state: known });
}

/** What its errors say of the phone; null: nothing. */
function refusedState(words: string): RedirectionState | null {
  if (/owned_by_other_user/i.test(words)) return "elsewhere";
  return /no_such_mac/i.test(words) ? "unregistered" : null;
}
