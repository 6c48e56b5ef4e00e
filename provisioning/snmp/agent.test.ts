import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import snmp from "net-snmp";
import { describe, expect, it, onTestFinished } from "vitest";
import { raiseAlarm } from "../../db/alarms.ts";
import { anOrganisation, aPhone, testKeyring, testNow } from "../../db/testing/builders.ts";
import { testDatabases } from "../../db/testing/databases.ts";
import type { SnmpCredential } from "../../domain/snmp-credential.ts";
import { freePorts } from "../testing/switch-agent.ts";
import { startSnmpAgent } from "./agent.ts";
import { klykaOids } from "./mib.ts";
import { Notifier } from "./notifier.ts";
import { SnmpClient, userOf } from "./session.ts";

const reader = {
  kind: "v3",
  user: "overvakning",
  auth: "sha256",
  authKey: "signeras väl",
  priv: "aes",
  privKey: "krypteras väl",
} as const;
const community = { kind: "v2c", community: "driften" } as const;
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const enterprise = 32_473;
const oids = klykaOids(enterprise);
const [sqlite] = testDatabases();
const snmpwalk = ["/usr/bin/snmpwalk", process.env.SNMPWALK ?? ""].find((path) => path !== "" && existsSync(path));

async function anAgent() {
  const db = await (sqlite as NonNullable<typeof sqlite>).connect();
  const { id } = await anOrganisation(db);
  for (let n = 0; n < 3; n++) await aPhone(db, id);
  await raiseAlarm(
    db,
    { kind: "unknown_flood", organisationId: null, phoneId: null, mac: null, address: "192.0.2.6", detail: "" },
    testNow,
  );
  const parts = { db, keyring: testKeyring, clock: () => testNow, log: silent };
  const agent = await startSnmpAgent({
    host: "127.0.0.1",
    port: 0,
    readers: [reader, community],
    enterprise,
    version: "1.2.3",
    ...parts,
  });
  onTestFinished(agent.stop);
  const asked = (credential: SnmpCredential) => {
    const client = new SnmpClient({ address: "127.0.0.1", port: agent.port, credential }, { timeout: 400, retries: 0 });
    onTestFinished(() => client.close());
    return client;
  };
  return { agent, db, parts, asked };
}

describe("Klyka's own agent", () => {
  it.each([
    ["the community", community],
    ["the user of version 3", reader],
  ])("tells how the fleet stands to %s", async (_, credential) => {
    const { asked } = await anAgent();
    const scalars = Object.fromEntries(oids.scalars.map(([name, oid]) => [name, `${oid}.0`]));
    const found = await asked(credential).get({ ...scalars, sysDescr: "1.3.6.1.2.1.1.1.0", sysObjectId: "1.3.6.1.2.1.1.2.0" });
    expect(found).toMatchObject({
      klykaPhones: 3,
      klykaPhonesCurrent: 0,
      klykaOrganisations: 1,
      klykaOpenAlarms: 1,
      klykaSwitches: 0,
    });
    expect([String(found.sysDescr), found.sysObjectId]).toEqual(["Klyka 1.2.3", oids.root]);
    const { names, phones } = await asked(credential).columns({ names: `${oids.reasons}.2`, phones: `${oids.reasons}.3` });
    expect(names.size).toBeGreaterThan(5);
    expect([...phones.values()].reduce<number>((sum, count) => sum + Number(count), 0)).toBe(3);
  });

  it("answers nobody else, and writes nothing", async () => {
    const { asked } = await anAgent();
    const name = { name: "1.3.6.1.2.1.1.5.0" };
    await expect(asked({ kind: "v2c", community: "public" }).get(name)).rejects.toMatchObject({ fault: "timeout" });
    await expect(asked({ ...reader, user: "annan" }).get(name)).rejects.toMatchObject({ fault: "credential" });
    await expect(asked({ ...reader, authKey: "fel lösenord" }).get(name)).rejects.toMatchObject({ fault: "timeout" });
    await expect(asked(reader).setInteger(`${oids.root}.1.1.0`, 7)).rejects.toMatchObject({ fault: "credential" });
  });

  it("says nothing that its MIB does not have", () => {
    const mib = readFileSync(join(import.meta.dirname, "../../docs/KLYKA-MIB.txt"), "utf8");
    for (const [name, oid] of oids.scalars) {
      const [group, at] = oid.slice(oids.root.length + 1).split(".");
      expect(mib).toMatch(new RegExp(`${name} OBJECT-TYPE[^]*?::= \\{ ${group === "1" ? "klykaFleet" : "klykaWork"} ${at} \\}`));
    }
    expect(mib).toContain(`enterprises ${enterprise}`);
  });

  it.skipIf(!snmpwalk)("is read by Debian's snmpwalk", async () => {
    const { agent } = await anAgent();
    const asks = [
      "-v3",
      "-l",
      "authPriv",
      "-u",
      reader.user,
      "-a",
      "SHA-256",
      "-A",
      reader.authKey,
      "-x",
      "AES",
      "-X",
      reader.privKey,
    ];
    const { stdout } = await promisify(execFile)(snmpwalk ?? "", [...asks, "-On", `127.0.0.1:${agent.port}`, `.${oids.root}`]);
    expect(stdout).toContain(`.${oids.root}.1.1.0 = Gauge32: 3`);
    expect(stdout.split("\n").length).toBeGreaterThan(20);
  });
});

describe.each([
  ["traps with the community", community, false],
  ["informs with the user of version 3", reader, true],
] as const)("The operator's monitoring hears of alarms by %s", (_, credential, inform) => {
  it("once each, and of those that were not confirmed again", async () => {
    const { db, parts } = await anAgent();
    const heard: (readonly string[])[] = [];
    const listen = (port: number) => {
      const receiver = snmp.createReceiver(
        { port, address: "127.0.0.1", ...(port === 1 ? { dgramModule: freePorts() } : {}) },
        (error, data) => {
          if (!error && data) heard.push(data.pdu.varbinds.map(({ value }) => String(value)));
        },
      );
      if (credential.kind === "v2c") receiver.getAuthorizer().addCommunity(credential.community);
      else receiver.getAuthorizer().addUser(userOf(credential));
      return receiver;
    };
    const first = listen(1);
    const [socket] = Object.values(first.listener.sockets);
    await new Promise<void>((resolve) => {
      const wait = () => {
        try {
          socket?.address();
          resolve();
        } catch {
          setImmediate(wait);
        }
      };
      wait();
    });
    const port = socket?.address().port ?? 0;
    onTestFinished(() => first.close());
    const patience = { timeout: 300, retries: 0 };
    const clock = { now: testNow };
    const targets = [{ address: "127.0.0.1", port }];
    const notifier = new Notifier({ ...parts, clock: () => clock.now, targets, credential, inform, enterprise, patience });
    onTestFinished(() => notifier.stop());
    const look = async () => {
      notifier.wake();
      await notifier.idle();
    };
    await look();
    const halted = {
      kind: "rollout_halted",
      organisationId: null,
      phoneId: null,
      mac: null,
      address: null,
      detail: "Ny firmware",
    } as const;
    await raiseAlarm(db, halted, testNow);
    await look();
    await look();
    await expect.poll(() => heard.length).toBe(2);
    expect(heard.map((said) => said[1])).toEqual([oids.notifications.alarm, oids.notifications.rolloutHalted]);
    expect(heard[0]).toContain("unknown_flood");
    expect(heard[1]).toContain("Ny firmware");
    const rows = await db("snmp_notice").whereNotNull("sent_at").select("due_at");
    expect(rows).toEqual([{ due_at: null }, { due_at: null }]);
    if (!inform) return;
    // Nobody confirms any more: it is tried again later, and not forgotten.
    targets[0] = { address: "127.0.0.1", port: 9 };
    await raiseAlarm(db, { ...halted, detail: "En till", mac: "805ec0000001" }, testNow);
    await look();
    const [waiting] = await db("snmp_notice").whereNotNull("due_at").select("tries", "fault", "sent_at");
    expect(waiting).toMatchObject({ tries: 1, fault: "RequestTimedOutError", sent_at: null });
  });
});
