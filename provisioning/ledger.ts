import type { Reason } from "../domain/admission-reasons.ts";
import type { AlarmCollector } from "./alarm-collector.ts";
import type { Ask } from "./ask.ts";
import type { BindingCollector } from "./bindings.ts";
import type { CachedFile } from "./cached-file.ts";
import type { ContactCollector, FoundCollector } from "./contact-collector.ts";
import type { EvidenceCollector } from "./evidence-collector.ts";
import { askerOf, type HomeWatch } from "./home-watch.ts";
import type { JournalCollector } from "./journal-collector.ts";
import type { PhoneRow } from "./phone-row.ts";
import type { StrangerBudget } from "./stranger-budget.ts";

export type LedgerParts = {
  readonly journal: JournalCollector;
  readonly contacts: ContactCollector;
  readonly found: FoundCollector;
  readonly alarms: AlarmCollector;
  readonly bindings: BindingCollector;
  readonly evidence: EvidenceCollector;
  readonly watch: HomeWatch;
  readonly budget: StrangerBudget;
  readonly clock: () => Date;
};

/** What an answer was, as the listener knows. */
export type Outcome = {
  readonly status: number;
  /** Of the body. */
  readonly bytes: number;
  /** Why, when the admission does not say. */
  readonly reason: Reason | null;
  /** The phone's own file that it has now. */
  readonly delivered: CachedFile | null;
  /** How long it took, in microseconds; null: until now. */
  readonly durationMicros?: number;
};

/** Nobody's as far as the answer shows, but known here: no newly found phone. */
const known: ReadonlySet<Reason> = new Set(["organisation_other", "phone_retired"]);

/** Nothing that the phone itself did: another phone's path with its token, or a verb that no phone uses. */
const notItself: ReadonlySet<Reason> = new Set([
  "token_other_phone",
  "method_refused",
  "window_first",
  "phone_held",
  "network_over_budget",
  "organisation_over_budget",
]);

/** Everything that is noted of an answered request. Nothing here waits or writes: collectors do that behind. */
export class Ledger {
  readonly #parts: LedgerParts;

  constructor(parts: LedgerParts) {
    this.#parts = parts;
  }

  note(ask: Ask, outcome: Outcome): void {
    const { admission, route, address } = ask;
    const { phone } = admission;
    const at = this.#parts.clock().getTime();
    const seenBefore = phone === null && route.recognised.mac !== null && this.#parts.found.knows(route.recognised.mac);
    const said = outcome.reason ?? admission.reason;
    const reason = seenBefore && said === "phone_unknown" ? "phone_found" : said;
    this.#parts.journal.push({
      at,
      transport: ask.transport,
      route,
      address,
      mac: route.recognised.mac ?? phone?.mac ?? null,
      phoneId: phone?.id ?? null,
      organisationId: admission.organisationId,
      rung: seenBefore ? "found" : admission.rung,
      grant: admission.grant,
      reason,
      status: outcome.status,
      bytes: outcome.bytes,
      durationMicros: outcome.durationMicros ?? Math.round((performance.now() - ask.began) * 1000),
    });
    if (admission.grant === "everything" && phone) this.#proved(ask, phone, at, outcome.delivered);
    else {
      if (admission.grant === "nothing") this.#refused(ask, phone);
      this.#tellFlood(address);
      if (phone?.organisationId != null && admission.grant !== "first-contact" && !notItself.has(admission.reason))
        this.#parts.evidence.refused(phone, admission.reason, address, at);
    }
    if (phone === null && !known.has(admission.reason) && route.recognised.mac !== null && !route.recognised.macConflict)
      this.#found(ask, at);
  }

  #proved(ask: Ask, phone: PhoneRow, at: number, delivered: CachedFile | null): void {
    const { contacts } = this.#parts;
    contacts.seen(phone, at, ask.address, ask.route);
    this.#parts.evidence.proved(phone, ask.address);
    this.#parts.watch.seen(ask);
    if (delivered) contacts.delivered(delivered, at, ask.address);
    if (phone.state === "claimed") this.#binds(ask, phone);
  }

  /** Writes at once that the phone has proved itself. */
  async bindNow(ask: Ask): Promise<void> {
    if (ask.admission.phone) this.#binds(ask, ask.admission.phone);
    await this.#parts.bindings.flush();
  }

  #binds(ask: Ask, phone: PhoneRow): void {
    const { bindings } = this.#parts;
    const { reason } = ask.admission;
    if (reason === "certificate_match") bindings.proved(phone, "certificate", ask.address);
    if (reason === "digest_valid" || reason === "digest_previous") bindings.proved(phone, "digest", ask.address);
    if (reason === "network_trusted") bindings.proved(phone, "network", ask.address);
  }

  #refused(ask: Ask, phone: PhoneRow | null): void {
    const { alarms } = this.#parts;
    const { reason, strange } = ask.admission;
    if (phone && strange) this.#parts.watch.held(phone, askerOf(ask), strange.reasons);
    const asked = ask.route.recognised.mac;
    if (reason === "token_other_phone" || reason === "digest_other_phone")
      alarms.raise("token_misused", phone, ask.address, `asked for ${asked ?? "another phone"}`);
    else if (reason === "certificate_other_phone")
      alarms.raise("certificate_mismatch", phone, ask.address, `certificate of ${ask.certificateMac}, asked for ${asked}`);
  }

  /** Somebody tries identifiers: told once an hour and network, or organisation. */
  #tellFlood(address: string): void {
    for (const { whose, key } of this.#parts.budget.usedUp()) {
      const organisationId = whose === "organisation" ? key : null;
      const detail =
        whose === "network" ? `many different unknown phones from ${key}` : "many different unknown phones by its address";
      this.#parts.alarms.raise("unknown_flood", null, address, detail, organisationId);
    }
  }

  #found(ask: Ask, at: number): void {
    const { mac } = ask.route.recognised;
    const { found, budget } = this.#parts;
    if (mac === null || (budget.crowded(ask.address) && !found.knows(mac))) return;
    this.#parts.found.seen(mac, ask.route, at, ask.address, ask.admission.organisationId);
  }
}
