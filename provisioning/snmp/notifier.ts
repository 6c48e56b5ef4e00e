/// <reference path="./net-snmp.d.ts" />
import snmp from "net-snmp";
import { Engine } from "../../db/rounds.ts";
import type { Keyring } from "../../db/secrets.ts";
import { type Notice, noteNotice, queueNotices, takeNotices } from "../../db/snmp-notices.ts";
import type { Db } from "../../db/types.ts";
import type { SnmpCredential } from "../../domain/snmp-credential.ts";
import type { Log } from "../log.ts";
import { engineId } from "./agent.ts";
import { klykaOids } from "./mib.ts";
import { openSession, type SnmpPatience } from "./session.ts";

export type NoticeOptions = {
  readonly targets: readonly { readonly address: string; readonly port: number }[];
  readonly credential: SnmpCredential;
  /** Until they are confirmed. */
  readonly inform: boolean;
  readonly enterprise: number;
  readonly patience?: SnmpPatience;
};
type Parts = NoticeOptions & { readonly db: Db; readonly keyring: Keyring; readonly clock: () => Date; readonly log: Log };

const lookEvery = 5_000;
const mostTries = 12;
const usual: SnmpPatience = { timeout: 2_000, retries: 2 };

/** Tells the operator's monitoring of alarms: each once, informs until they are confirmed. Several processes share it. */
export class Notifier extends Engine {
  readonly #parts: Parts;
  readonly #began = performance.now();

  constructor(parts: Parts) {
    super(lookEvery, (error) => parts.log.warn("Notifications could not be sent; it is tried again.", { error }));
    this.#parts = parts;
  }

  protected async round(): Promise<boolean> {
    const { db, clock } = this.#parts;
    const queued = await queueNotices(db, clock());
    const due = await takeNotices(db, clock());
    for (const notice of due) await this.#tell(notice);
    return queued > 0 || due.length > 0;
  }

  async #tell(notice: Notice): Promise<void> {
    const { db, clock, targets } = this.#parts;
    const ends = await Promise.all(targets.map((target) => this.#send(notice, target)));
    const fault = ends.find((one) => one !== null) ?? null;
    const now = clock();
    const again = fault !== null && notice.tries < mostTries ? new Date(now.getTime() + pauseBefore(notice.tries)) : null;
    await noteNotice(db, notice, { fault, again }, now);
  }

  /** @returns why it was not told; null: it was */
  #send(notice: Notice, target: NoticeOptions["targets"][number]): Promise<string | null> {
    const { credential, inform, enterprise, keyring, patience = usual } = this.#parts;
    const { notifications, told } = klykaOids(enterprise);
    const oid = notice.kind === "rollout_halted" ? notifications.rolloutHalted : notifications.alarm;
    const varbinds = (["kind", "organisation", "detail", "address", "mac", "at"] as const).map((name) => ({
      ...{ oid: told[name], type: snmp.ObjectType.OctetString, value: notice[name].slice(0, 255) },
    }));
    const session = openSession({ ...target, credential }, patience, "", engineId(keyring, enterprise));
    const options = { upTime: Math.floor((performance.now() - this.#began) / 10) };
    return new Promise((resolve) => {
      const done = (error: Error | null) => {
        session.close();
        resolve(error === null ? null : error.name);
      };
      if (inform) session.inform(oid, varbinds, options, done);
      else session.trap(oid, varbinds, options, done);
    });
  }
}

/** 10 s, then twice as long each time, at most 10 minutes. */
function pauseBefore(tries: number): number {
  return Math.min(600_000, 10_000 * 2 ** (tries - 1));
}
