import { listAlarms } from "../../db/alarms.ts";
import { listHolds, releaseHold } from "../../db/phone-holds.ts";
import { setSetting } from "../../db/settings.ts";
import { testActor, testKeyring, testNow } from "../../db/testing/builders.ts";
import { readPhoneToken } from "../../db/tokens.ts";
import type { HoldLevel, HoldReason } from "../../domain/hold.ts";
import { userAgents } from "../../provisioning/testing/house.ts";
import type { Claim } from "../contract.ts";
import { aFleet, ownFile, said, tftpOnce, withPhones, withUdp } from "../phones-world.ts";
import { Tally } from "../tally.ts";
import { pick } from "../world.ts";

const older = (agent: string): string =>
  agent.replace(/\d+(\.\d+){2,}/, (version) => version.replace(/^\d+/, (n) => String(Number(n) - 1)));

const copies: Claim = {
  id: "copies-held",
  suite: "attack",
  promise:
    "Whoever has a bound phone's token and asks from another network, with another program, model or older firmware gets the negative answer and is reported, while the phone itself is served on; an administrator's word lets it in.",
  prove: (setup) =>
    withPhones(setup, { bandMillis: 0 }, async (house) => {
      const tally = new Tally();
      const { random } = setup;
      const count = setup.size === "full" ? 300 : 6;
      const { organisationId, phones } = await aFleet(house.db, count);
      await house.provisioning.settle();
      const nothing = said(await house.from("192.0.2.200", "/0015650000fe.cfg"));
      const expected = new Map<string, Set<HoldReason>>();
      for (const [at, phone] of phones.entries()) {
        const token = await readPhoneToken(house.db, testKeyring, { organisationId, id: phone.id }, testActor, testNow);
        const path = `/p/${token}/${ownFile(phone)}`;
        const agent = userAgents[phone.vendor ?? "yealink"](phone.mac);
        const office = `198.51.${at % 250}.7`;
        const own = async () => (await house.from(office, path, { userAgent: agent })).status;
        tally.check((await own()) === 200, "the phone was not served at first");
        const strange: [HoldReason[], string, string | undefined][] = [
          [["network"], `203.0.113.${1 + (at % 250)}`, agent],
          [["network"], `2001:db8:${at}::7`, agent],
          [["program"], office, pick(random, ["curl/8.5.0", "Mozilla/5.0 (X11; Linux x86_64)", "python-requests/2.32"])],
          [["program"], office, undefined],
          [["firmware"], office, older(agent)],
          [["network", "program"], `203.0.113.${1 + (at % 250)}`, "Wget/1.24"],
        ];
        for (const [reasons, address, userAgent] of strange) {
          const reply = await house.from(address, path, userAgent === undefined ? {} : { userAgent });
          tally.check(said(reply) === nothing, () => `${phone.vendor}, ${reasons.join(" and ")}: ${reply.status}`);
          for (const reason of reasons) expected.set(phone.id, (expected.get(phone.id) ?? new Set()).add(reason));
          tally.check((await own()) === 200, () => `the phone itself was not served beside its copy (${reasons.join(" and ")})`);
        }
      }
      await house.provisioning.flush();
      const holds = await listHolds(house.db, { organisationId, limit: 10_000 });
      const alarms = await listAlarms(house.db, { organisationId, limit: 10_000 });
      for (const phone of phones) {
        const reported = new Set(holds.filter(({ phoneId }) => phoneId === phone.id).flatMap(({ reasons }) => reasons));
        for (const reason of expected.get(phone.id) ?? [])
          tally.check(reported.has(reason), () => `${phone.vendor}: ${reason} was not reported`);
        const told = alarms.filter(({ kind, phoneId }) => kind === "phone_held" && phoneId === phone.id);
        tally.check(told.length === 1, () => `${told.length} alarms for one phone`);
      }
      const [first] = phones;
      if (!first) throw new Error("no phone");
      const token = await readPhoneToken(house.db, testKeyring, { organisationId, id: first.id }, testActor, testNow);
      const userAgent = userAgents[first.vendor ?? "yealink"](first.mac);
      const elsewhere = () => house.from("203.0.113.1", `/p/${token}/${ownFile(first)}`, { userAgent });
      const hold = holds.find(
        ({ phoneId, reasons, network }) => phoneId === first.id && reasons.join() === "network" && network === "203.0.113.0/24",
      );
      await releaseHold(house.db, { organisationId, phoneId: first.id, id: hold?.id ?? "" }, testActor, testNow);
      await house.provisioning.settle();
      tally.check((await elsewhere()).status === 200, "the released phone was not served");
      return tally.outcome({ measured: `${phones.length} phones of three makes, ${holds.length} askers held` });
    }),
};

const overTftp: Claim = {
  id: "copies-held-tftp",
  suite: "attack",
  promise:
    "Over TFTP too a phone's token from another network gets what a made-up one gets, and where an organisation only wants to know, it is served and reported.",
  prove: (setup) =>
    withPhones(setup, { bandMillis: 0 }, async (house) => {
      const tally = new Tally();
      const { organisationId, phones } = await aFleet(house.db, setup.size === "full" ? 60 : 3, { make: "yealink" });
      await house.provisioning.settle();
      const at = { layer: "organisation", organisationId } as const;
      const level = async (value: HoldLevel) => {
        await setSetting(house.db, { at, name: "provisioning.holds", value }, testActor, testNow);
        await house.provisioning.settle();
      };
      const asked = async (file: string) =>
        withUdp(async (client) => (await tftpOnce(client, house.tftpPort, file)).packet.toString("latin1"));
      const refused = await asked("p/0123456789abcdefghjkmnpqrs/0015650000fe.cfg");
      for (const phone of phones) {
        const token = await readPhoneToken(house.db, testKeyring, { organisationId, id: phone.id }, testActor, testNow);
        const file = `p/${token}/${ownFile(phone)}`;
        // The phone is at home in an office; the TFTP client asks from this machine.
        await house.from("198.51.100.7", `/${file}`, { userAgent: userAgents.yealink(phone.mac) });
        tally.check((await asked(file)) === refused, "a copy over TFTP got something else than a stranger");
      }
      await level("report");
      const [phone] = phones;
      if (!phone) throw new Error("no phone");
      const token = await readPhoneToken(house.db, testKeyring, { organisationId, id: phone.id }, testActor, testNow);
      tally.check((await asked(`p/${token}/${ownFile(phone)}`)) !== refused, "a reported phone was not served");
      await house.provisioning.flush();
      const holds = await listHolds(house.db, { organisationId, limit: 1_000 });
      tally.check(
        holds.length === phones.length && holds.every(({ transport }) => transport === "tftp"),
        () => `${holds.length} were reported`,
      );
      return tally.outcome();
    }),
};

export const cloneClaims: readonly Claim[] = [copies, overTftp];
