import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { useNonces } from "../db/nonce-uses.ts";
import { testDatabases } from "../db/testing/databases.ts";
import { DigestGate } from "./digest.ts";
import { NonceUses } from "./nonce-uses.ts";

const now = new Date("2026-03-02T08:00:00.000Z");
const md5 = (text: string) => createHash("md5").update(text).digest("hex");
const phone = { digestHash: md5("phone-1:klyka:hemligt") };
const request = { method: "GET", target: "/d/001565aabbcc.cfg" };

function answer(challenge: string, count: number): string {
  const nonce = /nonce="([^"]+)"/.exec(challenge)?.[1] ?? "";
  const nc = count.toString(16).padStart(8, "0");
  const response = md5(`${phone.digestHash}:${nonce}:${nc}:cn:auth:${md5(`GET:${request.target}`)}`);
  return `Digest username="phone-1", realm="klyka", nonce="${nonce}", uri="${request.target}", response="${response}", qop=auth, nc=${nc}, cnonce="cn"`;
}

describe.each(testDatabases())("digest answers at several processes on $name", ({ connect }) => {
  test("a challenge of one is answered at another, in turn at each, and no answer is taken twice by any", async () => {
    const db = await connect();
    const processes = Array.from({ length: 3 }, () => {
      return { gate: new DigestGate("klyka", Buffer.alloc(32, 5)), uses: new NonceUses(db, () => now) };
    });
    const [first, second, third] = processes;
    if (!first || !second || !third) throw new Error("three were made");
    const at = now.getTime();
    const challenge = first.gate.challenge(at, false);
    const takes = async ({ gate, uses }: typeof first, count: number) => {
      const { result, use } = gate.check(answer(challenge, count), request, at + 10, () => phone);
      return result === "valid" && use !== undefined && (await uses.use(use.nonce, use.count));
    };
    expect(await takes(second, 1)).toBe(true);
    expect(await takes(third, 2)).toBe(true);
    expect(await takes(first, 3)).toBe(true);
    const again = [];
    for (const process of processes) for (const count of [1, 2, 3]) again.push(await takes(process, count));
    expect(again).toEqual(again.map(() => false));
    const race = await Promise.all(processes.map((process) => takes(process, 4)));
    expect(race.filter((taken) => taken)).toHaveLength(1);
  });

  test("two processes with the same secret give out no challenge twice", () => {
    const [one, two] = [new DigestGate("klyka", Buffer.alloc(32, 5)), new DigestGate("klyka", Buffer.alloc(32, 5))];
    expect(one.challenge(1000, false)).not.toBe(two.challenge(1000, false));
  });

  test("a use is new once, also among many in one statement", async () => {
    const db = await connect();
    const uses = Array.from({ length: 50 }, (_, n) => ({ nonce: "n", count: n + 1 }));
    const until = new Date(now.getTime() + 60_000);
    expect(await useNonces(db, uses.slice(0, 20), until)).toHaveLength(20);
    expect((await useNonces(db, uses, until)).map(({ count }) => count).sort((a, b) => a - b)).toEqual(
      uses.slice(20).map(({ count }) => count),
    );
  });
});

test("when the database is away a phone is let in by what its process remembers", async () => {
  const [database] = testDatabases();
  const db = await database?.connect();
  if (!db) throw new Error("no database");
  const uses = new NonceUses(db, () => now);
  await db.destroy();
  expect(await uses.use("n", 1)).toBe(true);
});
