import { randomBytes } from "node:crypto";
import type { ResyncWeb } from "../../db/resync-targets.ts";
import type { Network } from "../../domain/networks.ts";
import type { VendorId } from "../../domain/plan.ts";
import { answerChallenge, readChallenge } from "../../templates/virtual/digest.ts";
import type { Outbound, OutboundAnswer } from "../outbound.ts";
import { hostInUri } from "../sip/fields.ts";
import type { Told } from "./tell.ts";

/** How each make is asked at its own pages: yealink.md section 11, snom.md section 7, polycom.md section 8. */
const ways: Readonly<
  Record<
    VendorId,
    { readonly method: "GET" | "POST"; readonly type: string | null; readonly body: string | null; readonly user: string }
  >
> = {
  yealink: { method: "GET", type: null, body: null, user: "admin" },
  snom: { method: "POST", type: "application/x-www-form-urlencoded", body: "reboot=Reboot", user: "admin" },
  polycom: { method: "POST", type: "application/json", body: "{}", user: "Polycom" },
};

/** A phone at its desk answers at once. Milliseconds. */
const patience = 8_000;

/**
 * Asks a phone at its own web pages, with its own password, which is never sent but only proved (digest; not Basic, for
 * another thing may have the address by now). Null: nobody answered there.
 *
 * @param own networks of the phone's organisation: it is asked nowhere else
 */
export async function askAtWeb(outbound: Outbound, port: number, web: ResyncWeb, own: readonly Network[]): Promise<Told | null> {
  const way = ways[web.vendor];
  const url = `https://${hostInUri(web.address)}${port === 443 ? "" : `:${port}`}${web.path}`;
  const send = (authorization: string | null) =>
    outbound.send({
      ...{ url, method: way.method, body: way.body, own, patience, anyCertificate: true },
      headers: {
        ...(way.type === null ? {} : { "content-type": way.type }),
        ...(authorization === null ? {} : { authorization }),
      },
    });
  let answer = await send(null);
  const asked = challengeIn(answer);
  if (asked !== null) {
    const { pathname, search } = new URL(url);
    const credentials = { user: way.user, password: web.password };
    const request = { method: way.method, uri: `${pathname}${search}` };
    answer = await send(answerChallenge(asked, credentials, request, 1, randomBytes(8).toString("hex")));
  }
  if (answer.outcome === "failed") return null;
  const { status } = answer;
  const result = status >= 200 && status < 300 ? "accepted" : status === 401 || status === 403 ? "refused" : "rejected";
  return { result, status, answer: null, via: "https" };
}

function challengeIn(answer: OutboundAnswer) {
  if (answer.outcome !== "answered" || answer.status !== 401) return null;
  const challenge = readChallenge(answer.headers["www-authenticate"] ?? "");
  return challenge?.scheme === "digest" ? challenge : null;
}
