import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { lock, newIdentity, readIdentities, unlock } from "./lock.ts";

const plain = Buffer.from("allt som en telefon får");
const stream = (bytes: Uint8Array) => Readable.toWeb(Readable.from([bytes])) as ReadableStream<Uint8Array>;
const whole = (of: ReadableStream<Uint8Array>) => buffer(of);

describe("a lock", () => {
  it("by a passphrase opens for it and for no other, and a short one is refused", async () => {
    const { locked } = await lock(stream(plain), { passphrase: "korrekt häst batteri" });
    const bytes = await whole(locked);
    expect(await whole(await unlock(stream(bytes), { passphrase: "korrekt häst batteri" }))).toEqual(plain);
    await expect(unlock(stream(bytes), { passphrase: "Korrekt häst batteri" })).rejects.toMatchObject({ code: "backup_locked" });
    await expect(lock(stream(plain), { passphrase: "elva tecken" })).rejects.toMatchObject({ code: "backup_passphrase_short" });
  });

  it("for recipients opens for each of them, and for whoever has just written it", async () => {
    const [one, two, other] = await Promise.all([newIdentity(), newIdentity(), newIdentity()]);
    const { locked, opener } = await lock(stream(plain), { recipients: [one.recipient, two.recipient] });
    const bytes = await whole(locked);
    for (const by of [{ identities: [one.identity] }, { identities: [two.identity] }, opener]) {
      expect(await whole(await unlock(stream(bytes), by))).toEqual(plain);
    }
    await expect(unlock(stream(bytes), { identities: [other.identity] })).rejects.toMatchObject({ code: "backup_locked" });
    await expect(lock(stream(plain), { recipients: ["age1nobody"] })).rejects.toMatchObject({
      code: "backup_recipient_invalid",
      detail: { recipient: "age1nobody" },
    });
  });

  it("reads identities as age writes them, and nothing else", async () => {
    const { identity } = await newIdentity();
    expect(readIdentities(`# created: nu\n\n${identity}\n`)).toEqual([identity]);
    for (const text of ["", "# nothing", "age1ql3z7hjy", "AGE-SECRET-KEY-1QQQQ", `${identity}\nmore`]) {
      expect(() => readIdentities(text)).toThrow(expect.objectContaining({ code: "backup_identity_invalid" }));
    }
  });
});
