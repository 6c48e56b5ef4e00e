import { organisationAddress, provisioningBase } from "../../db/provisioning-address.ts";
import type { Keyring } from "../../db/secrets.ts";
import type { Db } from "../../db/types.ts";
import type { Reason } from "../../domain/admission-reasons.ts";
import { type Grant, rungOf } from "../admit.ts";
import type { FoundCollector } from "../contact-collector.ts";
import type { IndexOfPhones } from "../index-of-phones.ts";
import type { JournalCollector } from "../journal-collector.ts";
import type { Log } from "../log.ts";
import type { PhoneRow } from "../phone-row.ts";
import { Route } from "../route.ts";
import type { Subscriber } from "./message.ts";
import { recogniseSubscriber } from "./recognise.ts";

export type PnpDeskParts = {
  readonly db: Db;
  readonly keyring: Keyring;
  readonly publicUrl: string;
  readonly index: IndexOfPhones;
  readonly found: FoundCollector;
  readonly journal: JournalCollector;
  readonly clock: () => Date;
  readonly log: Log;
};

/** What an organisation's address is, is believed so long. Milliseconds. */
const addressAge = 5_000;

type Decision = {
  readonly reason: Reason;
  readonly grant: Grant;
  readonly phone: PhoneRow | null;
  /** Whose address is told; null: nobody's, the server's own without a token. */
  readonly organisationId: string | null;
};

/**
 * Where a phone shall ask that looks for a server on its network. Whoever is in a network that an organisation has
 * declared is told that organisation's address; a known phone from anywhere else the server's own, which says nothing of
 * whose it is. Nobody is told a phone's own token, and a stranger nothing.
 */
export class PnpDesk {
  readonly #parts: PnpDeskParts;
  readonly #addresses = new Map<string, { readonly at: number; readonly url: Promise<string> }>();

  constructor(parts: PnpDeskParts) {
    this.#parts = parts;
  }

  /** Null: it gets no answer. Noted either way. */
  async urlFor(subscriber: Subscriber, address: string): Promise<string | null> {
    const began = performance.now();
    const decision = this.#decide(subscriber.mac, address);
    const url = decision.grant === "nothing" ? null : await this.#url(decision.organisationId);
    this.#note(subscriber, address, decision, url, began);
    return url;
  }

  #decide(mac: string, address: string): Decision {
    const { index } = this.#parts;
    const phone = index.phones.byMac(mac);
    const network = index.networkOfAddress(address);
    const owned = phone !== null && (phone.state === "claimed" || phone.state === "bound") ? phone : null;
    if (network) {
      const own = owned?.organisationId === network.organisationId ? owned : null;
      return { reason: "pnp_told", grant: "bootstrap", phone: own, organisationId: network.organisationId };
    }
    if (owned) return { reason: "pnp_told", grant: "bootstrap", phone: owned, organisationId: null };
    const reason = phone?.state === "retired" ? "phone_retired" : phone ? "phone_found" : "phone_unknown";
    return { reason, grant: "nothing", phone: null, organisationId: null };
  }

  #url(organisationId: string | null): Promise<string> {
    const { publicUrl } = this.#parts;
    if (organisationId === null) return Promise.resolve(`${publicUrl}/`);
    const now = performance.now();
    const known = this.#addresses.get(organisationId);
    if (known && now - known.at < addressAge) return known.url;
    const url = this.#load(organisationId);
    this.#addresses.set(organisationId, { at: now, url });
    url.catch(() => this.#addresses.delete(organisationId));
    return url;
  }

  async #load(organisationId: string): Promise<string> {
    const { db, keyring, publicUrl } = this.#parts;
    const address = await organisationAddress(db, keyring, organisationId, publicUrl);
    // The network says whose the asker is: without a token it is known all the same.
    return address ?? (await provisioningBase(db, organisationId, publicUrl));
  }

  #note(subscriber: Subscriber, address: string, decision: Decision, url: string | null, began: number): void {
    const { journal, found, clock } = this.#parts;
    const { mac, userAgent } = subscriber;
    const at = clock().getTime();
    const recognised = recogniseSubscriber(subscriber);
    const agent = userAgent ?? [subscriber.vendor, subscriber.model, subscriber.version].filter(Boolean).join(" ");
    const route = new Route("SUBSCRIBE", "/", agent === "" ? null : agent);
    const { phone, reason, grant } = decision;
    const organisationId = phone?.organisationId ?? decision.organisationId;
    journal.push({
      ...{ at, transport: "pnp", route, address, mac, phoneId: phone?.id ?? null, organisationId },
      ...{ rung: rungOf(phone), grant, reason, status: url === null ? 0 : 200, bytes: url?.length ?? 0 },
      durationMicros: Math.round((performance.now() - began) * 1000),
    });
    if (phone === null && reason !== "phone_retired")
      found.noted({ mac, ...recognised, address, userAgent: route.shownUserAgent, organisationId: decision.organisationId }, at);
  }
}
