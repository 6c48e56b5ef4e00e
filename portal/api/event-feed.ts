import { type Change, changesSince, latestChange } from "../../db/changes.ts";
import { foundSince } from "../../db/found-phones.ts";
import { phoneOwners } from "../../db/phone-owners.ts";
import { auditSince } from "../../db/recent-audit.ts";
import { type RecentRequest, requestsSince } from "../../db/recent-requests.ts";
import type { PeopleParts } from "./parts.ts";

/** One thing that happened, for the people of one organisation; null: for everybody. `id` null: not to be resumed from. */
export type LiveEvent = {
  readonly name: string;
  readonly id: number | null;
  readonly organisationId: string | null;
  /** Whose own things, or whose phone, it is about; null: nobody's. */
  readonly userId: string | null;
  readonly data: unknown;
};
type Listener = (events: readonly LiveEvent[]) => void;

/** How often the database is asked, however many look on; sooner after a write of this process. Milliseconds. */
const askEvery = 1000;
/** Journals of all server processes come written behind: this much is looked at again. */
const lookBack = 5000;
const mostAtOnce = 1000;

/** Changes and requests of phones for all who look on: one question a second for the whole process, none while nobody looks. */
export class EventFeed {
  readonly #parts: Pick<PeopleParts, "db" | "now">;
  readonly #onFault: (error: unknown) => void;
  readonly #listeners = new Set<Listener>();
  readonly #ends = new Set<() => void>();
  #seq = 0;
  #since = new Date(0);
  #seen = new Map<string, string>();
  #found = new Map<string | null, string>();
  #written = new Set<string>();
  #timer: NodeJS.Timeout | null = null;
  #asking = false;
  /** Something was written while it asked. */
  #again = false;
  #closed = false;

  constructor(parts: Pick<PeopleParts, "db" | "now">, onFault: (error: unknown) => void) {
    this.#parts = parts;
    this.#onFault = onFault;
  }

  /** To be awaited before listening: what happens from then on is heard. */
  async ready(): Promise<void> {
    if (this.#listeners.size > 0) return;
    this.#since = this.#parts.now();
    this.#seq = await latestChange(this.#parts.db);
  }

  /** @param end called when the feed closes @returns the function that stops listening */
  listen(listener: Listener, end: () => void): () => void {
    this.#listeners.add(listener);
    this.#ends.add(end);
    if (this.#closed) end();
    else this.#schedule(0);
    return () => {
      this.#listeners.delete(listener);
      this.#ends.delete(end);
    };
  }

  /** What has happened after a number; null when it is too long ago to tell. */
  async after(seq: number): Promise<readonly LiveEvent[] | null> {
    const latest = await latestChange(this.#parts.db);
    if (seq > latest || latest - seq > mostAtOnce) return null;
    return this.#told(await changesSince(this.#parts.db, seq, mostAtOnce));
  }

  /** How many look on. */
  get listeners(): number {
    return this.#listeners.size;
  }

  /** The number of the newest change that has been told. */
  get heardTo(): number {
    return this.#seq;
  }

  /** Something has been written here: it is told at once. */
  hurry(): void {
    if (this.#listeners.size === 0) return;
    if (this.#asking) {
      this.#again = true;
      return;
    }
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#schedule(0);
  }

  close(): void {
    this.#closed = true;
    if (this.#timer) clearTimeout(this.#timer);
    for (const end of [...this.#ends]) end();
  }

  #schedule(wait: number): void {
    if (this.#timer || this.#closed) return;
    this.#timer = setTimeout(() => void this.#ask(), wait);
  }

  async #ask(): Promise<void> {
    this.#asking = true;
    this.#again = false;
    try {
      const events = [
        ...(await this.#changes()),
        ...(await this.#requests()),
        ...(await this.#unclaimed()),
        ...(await this.#audited()),
      ];
      if (events.length > 0) for (const listener of this.#listeners) listener(events);
    } catch (error) {
      this.#onFault(error);
    }
    this.#asking = false;
    this.#timer = null;
    if (this.#listeners.size > 0) this.#schedule(this.#again ? 0 : askEvery);
  }

  async #changes(): Promise<LiveEvent[]> {
    const changes = await changesSince(this.#parts.db, this.#seq, mostAtOnce);
    this.#seq = changes.at(-1)?.seq ?? this.#seq;
    return this.#told(changes);
  }

  async #told(changes: readonly Change[]): Promise<LiveEvent[]> {
    const owners = await this.#owners(changes);
    return changes.map((one) => fromChange(one, owners.get(one.phoneId ?? "") ?? null));
  }

  #owners(about: readonly { readonly phoneId: string | null }[]): Promise<ReadonlyMap<string, string>> {
    const phoneIds = new Set(about.flatMap(({ phoneId }) => (phoneId === null ? [] : [phoneId])));
    return phoneOwners(this.#parts.db, [...phoneIds]);
  }

  /** That there is something to look at, not what: a phone that points to nobody is for operators of all organisations. */
  async #unclaimed(): Promise<LiveEvent[]> {
    const found = await foundSince(this.#parts.db, this.#from());
    const fresh = found.filter(({ organisationId, at }) => this.#found.get(organisationId) !== at);
    this.#found = new Map(found.map(({ organisationId, at }) => [organisationId, at]));
    return fresh.map(({ organisationId }) => ({ name: "found", id: null, organisationId, userId: null, data: {} }));
  }

  /** That the change log has grown; what it says is for those who may fetch it. */
  async #audited(): Promise<LiveEvent[]> {
    const entries = await auditSince(this.#parts.db, this.#from(), mostAtOnce);
    const fresh = entries.filter((one) => !this.#written.has(one.id));
    this.#written = new Set(entries.map((one) => one.id));
    const organisations = [...new Set(fresh.map((one) => one.organisationId))];
    return organisations.map((organisationId) => ({ name: "audit", id: null, organisationId, userId: null, data: {} }));
  }

  #from(): Date {
    const from = new Date(this.#parts.now().getTime() - lookBack);
    return from > this.#since ? from : this.#since;
  }

  async #requests(): Promise<LiveEvent[]> {
    const requests = await requestsSince(this.#parts.db, this.#from(), mostAtOnce);
    const fresh = requests.filter((one) => !this.#seen.has(one.id));
    this.#seen = new Map(requests.map((one) => [one.id, one.at]));
    const owners = await this.#owners(fresh);
    return fresh.map((one) => fromRequest(one, owners.get(one.phoneId ?? "") ?? null));
  }
}

function fromChange({ seq, kind, organisationId, phoneId, userId }: Change, owner: string | null): LiveEvent {
  const data = userId === null ? { phoneId } : { phoneId, userId };
  return { name: kind, id: seq, organisationId, userId: userId ?? owner, data };
}

function fromRequest({ organisationId, ...data }: RecentRequest, owner: string | null): LiveEvent {
  return { name: "request", id: null, organisationId, userId: owner, data };
}
