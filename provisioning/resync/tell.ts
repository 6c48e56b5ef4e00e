import type { TakenResync } from "../../db/resync-queue.ts";
import type { ResyncAccount } from "../../db/resync-targets.ts";
import type { Network } from "../../domain/networks.ts";
import type { Registrar } from "../../domain/plan.ts";
import { type ResyncResult, resultOfStatus } from "../../domain/resync.ts";
import type { Outbound } from "../outbound.ts";
import type { SipCall, SipClient, SipOutcome } from "../sip/client.ts";
import { hostInUri, userInUri } from "../sip/fields.ts";
import type { SipHop } from "../sip/flow.ts";
import type { SipAddress } from "../sip/resolve.ts";
import { askAtWeb } from "./web.ts";

export type TellParts = {
  readonly client: SipClient;
  /** Where a message goes, best first. */
  readonly hops: (place: SipAddress) => Promise<readonly SipHop[]>;
  /** What may be sent to where customers say. */
  readonly outbound: Outbound;
  /** Of phones' own pages. */
  readonly webPort: number;
  /** Who sends to exchanges that the operator has said; null: each phone's own account does. */
  readonly service: { readonly user: string; readonly secret: string } | null;
};

/** What became of asking a phone. */
export type Told = {
  readonly result: ResyncResult;
  readonly status: number | null;
  readonly answer: string | null;
  readonly via: string | null;
};

const silent = (result: ResyncResult, answer: string | null = null): Told => ({ result, status: null, answer, via: null });

/** Asks one phone to fetch again, or the exchange whether it reaches it. Never rejects. @param own networks of its organisation */
export async function tellPhone(parts: TellParts, taken: TakenResync, own: readonly Network[]): Promise<Told> {
  const told = await tellBySip(parts, taken, own);
  const { web } = taken.target;
  // Its own pages know only how to restart it: that is done when somebody asks, and not whenever something is changed.
  if (told.result === "accepted" || web === null || taken.kind === "probe" || !taken.byPerson) return told;
  return (await askAtWeb(parts.outbound, parts.webPort, web, own)) ?? told;
}

async function tellBySip(parts: TellParts, taken: TakenResync, own: readonly Network[]): Promise<Told> {
  const { account } = taken.target;
  if (account === null) return silent("no_account");
  const { host, port } = account.proxy ?? account.registrar;
  const all = await parts.hops({ host, port, transport: account.transport });
  if (all.length === 0) return silent("unreachable", "name_unknown");
  // The operator's own exchange is where the operator says; what a customer enters may not point into the operator's network.
  const trusted = account.saidBy === "operator";
  const hops = trusted ? all : all.filter(({ address }) => parts.outbound.mayReach(address, own));
  if (hops.length === 0) return silent("not_allowed");
  const call = callTo(taken, account, trusted ? parts.service : null);
  let told = silent("unreachable");
  for (const hop of hops) {
    told = read(await parts.client.send(hop, call), call, hop);
    if (told.result !== "unreachable" && told.status !== 503) return told;
  }
  return told;
}

function callTo(taken: TakenResync, account: ResyncAccount, service: TellParts["service"]): SipCall {
  const { registrar, proxy, transport } = account;
  const home = placed(registrar);
  const user = service?.user ?? account.sipUser;
  const way = transport === "tcp" || transport === "tls" ? `;transport=${transport}` : "";
  return {
    method: taken.kind === "probe" ? "OPTIONS" : "NOTIFY",
    uri: `sip:${userInUri(account.sipUser)}@${home}`,
    from: `sip:${userInUri(user)}@${home}`,
    route: proxy === null ? null : `<sip:${placed(proxy)}${way};lr>`,
    headers:
      taken.kind === "probe"
        ? [["Accept", "application/sdp"]]
        : [
            ["Event", taken.target.event],
            ["Subscription-State", "terminated"],
          ],
    // The exchange knows the service; a phone that asks by itself knows its own account.
    credentials: [
      ...(service ? [{ user: service.user, password: service.secret }] : []),
      { user: account.authUser, password: account.password },
    ],
  };
}

/** Without the usual port: phones register without it, and an exchange may take `a@b:5060` for somebody else than `a@b`. */
function placed({ host, port }: Registrar): string {
  return `${hostInUri(host)}${port === null || port === 5060 ? "" : `:${port}`}`;
}

/** A phone that answers OPTIONS with these is there, though it does not speak of itself. */
const there: ReadonlySet<number> = new Set([405, 486, 488, 501, 600]);

function read(outcome: SipOutcome, call: SipCall, hop: SipHop): Told {
  const via = `sip-${hop.transport}`;
  if (outcome.is === "timeout") return { ...silent("timeout"), via };
  if (outcome.is === "lost") return { ...silent("unreachable", outcome.code), via };
  const { status, reason } = outcome;
  const result = call.method === "OPTIONS" && there.has(status) ? "accepted" : resultOfStatus(status);
  return { result, status, answer: reason || null, via };
}
