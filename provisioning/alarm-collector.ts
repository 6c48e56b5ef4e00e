import { type AlarmKind, raiseAlarm } from "../db/alarms.ts";
import type { Db } from "../db/types.ts";
import type { PhoneRow } from "./phone-row.ts";
import type { Collector } from "./write-behind.ts";

type Raised = Parameters<typeof raiseAlarm>[1];

const mostWaiting = 500;

/** Alarms on their way into the database; the same one is written once a flush, however often it was raised. */
export class AlarmCollector implements Collector {
  readonly name = "alarms";
  readonly #db: Db;
  readonly #clock: () => Date;
  #waiting = new Map<string, Raised>();

  constructor(db: Db, clock: () => Date) {
    this.#db = db;
    this.#clock = clock;
  }

  /** @param detail plain words and values, never a secret; @param whose the organisation that it concerns, when it is about no phone */
  raise(kind: AlarmKind, phone: PhoneRow | null, address: string | null, detail: string, whose: string | null = null): void {
    const key = `${kind} ${phone?.id ?? whose ?? ""} ${address ?? ""} ${phone ? "" : detail}`;
    if (this.#waiting.size >= mostWaiting && !this.#waiting.has(key)) return;
    const { organisationId = whose, id: phoneId = null, mac = null } = phone ?? {};
    this.#waiting.set(key, { kind, organisationId, phoneId, mac, address, detail });
  }

  async flush(): Promise<void> {
    for (const [key, alarm] of [...this.#waiting]) {
      await raiseAlarm(this.#db, alarm, this.#clock());
      if (this.#waiting.get(key) === alarm) this.#waiting.delete(key);
    }
  }
}
