import { expect, it } from "vitest";
import { aWholeServer } from "../../cli/testing/whole-server.ts";
import { testKeyring } from "../../db/testing/builders.ts";
import { testDatabases } from "../../db/testing/databases.ts";
import { bootPhones } from "./boots.ts";
import { flood } from "./flood.ts";
import { workingPeople } from "./people.ts";
import { bootOverTftp } from "./tftp.ts";
import { buildStorm } from "./world.ts";

it("a small storm: every phone comes up, everybody is heard, and the journal knows of every request, one by one or in a sum", async () => {
  const db = await testDatabases()[0]?.connect();
  if (!db) throw new Error("no SQLite");
  const world = await buildStorm({ db, keyring: testKeyring }, 40, 2, new Date());
  const server = await aWholeServer(db, { env: { KLYKA_JOURNAL_STRANGERS: "20" } });
  const phones = world.phones.map(({ mac, token }) => ({ mac, token }));
  const plan = {
    ...{ publicUrl: server.phones, portalUrl: server.portal, tftpPort: server.tftpPort, sessions: [...world.sessions] },
    ...{ phones: phones.slice(0, 30), tftpPhones: phones.slice(30), flood: 40, tftpFlood: 10 },
    ...{ within: 1.5, patience: 120, at: 0 },
  };
  const [boots, tftp, people, strangers] = await Promise.all([
    bootPhones(plan),
    bootOverTftp(plan),
    workingPeople(plan),
    flood(plan),
  ]);
  expect(boots.problems).toEqual([]);
  expect((boots.outcomes.up ?? 0) + (boots.outcomes["up, started again"] ?? 0)).toBe(30);
  expect([tftp.outcomes.file, tftp.problems]).toEqual([10, []]);
  // In a crowd they are told to come again; nothing else keeps them from their answers.
  expect(people.problems).toEqual([]);
  expect(people.asked).toBeGreaterThan(0);
  const heard = strangers.outcomes["http 404"] ?? 0;
  const answered = strangers.outcomes["tftp answered"] ?? 0;
  expect(heard).toBeGreaterThan(20);
  await server.stop();
  const rows: { reason: string; status: number; bytes: number; phone_id: string | null }[] = await db("journal").select(
    ...["reason", "status", "bytes", "phone_id"],
  );
  const noted = rows.filter((row) => row.phone_id === null && row.reason !== "journal_summed");
  const summed = rows.filter((row) => row.reason === "journal_summed");
  // An hour may have ended in the middle.
  expect(noted.length).toBeLessThanOrEqual(2 * 20);
  expect(summed.every((row) => row.phone_id === null)).toBe(true);
  // TFTP asks again where an answer was late, and each of these is a request too.
  const all = noted.length + summed.reduce((sum, row) => sum + row.bytes, 0);
  expect(all).toBeGreaterThanOrEqual(heard + Math.min(answered, 1));
});
