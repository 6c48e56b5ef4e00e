import { bindPhone } from "../db/phones.ts";
import type { Actor, Db } from "../db/types.ts";
import { DomainError } from "../domain/errors.ts";
import type { PhoneRow } from "./phone-row.ts";
import type { Collector } from "./write-behind.ts";

type Proof = Parameters<typeof bindPhone>[1]["proof"];

const system: Actor = { kind: "system", id: null, name: "provisioning", organisationId: null };

/** Phones that proved themselves otherwise than by token; that they are bound is written behind their answer. */
export class BindingCollector implements Collector {
  readonly name = "bindings";
  readonly #db: Db;
  readonly #clock: () => Date;
  #waiting = new Map<PhoneRow, { readonly proof: Proof; readonly address: string }>();

  constructor(db: Db, clock: () => Date) {
    this.#db = db;
    this.#clock = clock;
  }

  proved(phone: PhoneRow, proof: Proof, address: string): void {
    if (phone.state === "claimed") this.#waiting.set(phone, { proof, address });
  }

  async flush(): Promise<void> {
    for (const [phone, { proof, address }] of this.#waiting) {
      try {
        await bindPhone(this.#db, { phoneId: phone.id, proof, address }, system, this.#clock());
        if (phone.state === "claimed") phone.state = "bound";
      } catch (error) {
        // Retired or removed in the meantime.
        if (!(error instanceof DomainError)) throw error;
      }
      this.#waiting.delete(phone);
    }
  }
}
