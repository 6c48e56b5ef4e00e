import { createOrganisationToken } from "../../db/organisation-tokens.ts";
import {
  aBoundPhone,
  anOrganisationWithExchange,
  aSipAccount,
  aUser,
  testActor,
  testKeyring,
  testNow,
} from "../../db/testing/builders.ts";
import { readPhoneToken } from "../../db/tokens.ts";
import type { Db } from "../../db/types.ts";
import { own } from "../../portal/testing/calls.ts";
import { aFirm } from "../../portal/testing/firm.ts";
import { exchange, type Reply, userAgents } from "../../provisioning/testing/house.ts";
import type { Claim } from "../contract.ts";
import { eachOf, Tally } from "../tally.ts";
import { withServer } from "../world.ts";
import { someRoutes } from "./rights.ts";

const makes = [
  { vendor: "yealink", model: "T46U", files: ["MAC.cfg", "MAC.boot", "y000000000108.cfg"] },
  { vendor: "snom", model: "D785", files: ["snomD785-MAC.htm", "snomD785.htm"] },
  { vendor: "polycom", model: "VVX450", files: ["MAC.cfg", "000000000000.cfg", "phone-MAC.cfg"] },
] as const;

/** What phones ask for, with the agent they ask as: each in every way of asking, with tokens that are good. */
async function phonesPaths(
  db: Db,
  some: readonly (typeof makes)[number][],
): Promise<{ readonly agent: string; readonly path: string; readonly method: string }[]> {
  const { id: organisationId } = await anOrganisationWithExchange(db);
  const { token: shared } = await createOrganisationToken(db, testKeyring, { organisationId, name: "DHCP" }, testActor, testNow);
  const asked: { agent: string; path: string; method: string }[] = [];
  for (const { vendor, model, files } of some) {
    const user = await aUser(db, organisationId);
    const account = await aSipAccount(db, organisationId, { userId: user.id, secret: "Skriven-Hemlighet-17" });
    const phone = await aBoundPhone(db, organisationId, { vendor, model, accounts: [account.id], userId: user.id });
    const token = await readPhoneToken(db, testKeyring, { organisationId, id: phone.id }, testActor, testNow);
    const agent = userAgents[vendor](phone.mac);
    const names = [...files, "phonebook/colleagues.xml", "key/0-3.xml", "directory.xml"].map((name) =>
      name.replace("MAC", phone.mac),
    );
    for (const name of names) {
      for (const path of [`/p/${token}/${name}`, `/o/${shared}/${name}`, `/${name}`, `/d/${name}`]) {
        asked.push({ agent, path, method: "GET" }, { agent, path, method: "PUT" });
      }
    }
  }
  return asked;
}

/** What an answer says to whoever compares: all but the time and the id of the request. */
function said({ status, rawHeaders, body }: Reply): string {
  const headers: string[] = [];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? "").toLowerCase();
    if (!["x-request-id", "date", "etag"].includes(name)) headers.push(`${name}: ${rawHeaders[at + 1]}`);
  }
  return `${status} ${headers.join("; ")} ${body.toString("latin1")}`;
}

const apart: Claim = {
  id: "listeners-apart",
  suite: "attack",
  promise: "The listeners for phones, people and monitoring share no route: what one knows, the others answer as any nonsense.",
  prove: async (setup) =>
    withServer(setup, {}, async ({ db, phones, portal, management }) => {
      const tally = new Tally();
      const portOf = (url: string) => Number(new URL(url).port);
      const agent = userAgents.yealink("00156501aa01");
      const firm = await aFirm(db, 41);
      const inbound = [
        "/adapter/v1/events",
        "/api/sms/46elks",
        "/api/sms/reports",
        "/api/health",
        "/api/ready",
        "/api/openapi.json",
        "/api",
        "/",
      ];
      const people = [
        ...someRoutes(setup).map(
          (route) =>
            [
              route.method.toUpperCase(),
              `/api${route.path.replace(/:([a-zA-Z]+)/g, (_, kind: string) => own(firm)(kind))}`,
            ] as const,
        ),
        ...inbound.map((path) => ["GET", path] as const),
      ];
      const nonsense = new Map<string, string>();
      for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE"])
        nonsense.set(method, said(await exchange(portOf(phones), "/nonsense/of/nobody", { method, userAgent: agent })));
      await eachOf(people, 16, async ([method, path]) => {
        const reply = await exchange(portOf(phones), path, { method, userAgent: agent, headers: { host: "127.0.0.1" } });
        tally.check(
          said(reply) === nonsense.get(method),
          () => `${method} ${path} is answered ${reply.status} by the phones' listener`,
        );
        const watched = await exchange(portOf(management), path, { method });
        tally.check(
          watched.status === 404 || watched.status === 405,
          () => `${method} ${path} is answered ${watched.status} by the monitoring listener`,
        );
      });
      const some = setup.size === "full" ? makes : makes.slice(0, 1);
      const asked = await phonesPaths(db, some);
      let served = 0;
      await eachOf(asked, 16, async ({ agent: userAgent, path, method }) => {
        const own = await exchange(portOf(phones), path, { method, userAgent });
        if (own.status === 200) served += 1;
        const there = await exchange(portOf(portal), path, { method, userAgent });
        // The web app answers each path without a file's ending with its first page.
        const like = path
          .replace(/[0-9a-hjkmnp-tv-z]{26}/, "0".repeat(26))
          .replace(/[0-9a-f]{12}/, "0".repeat(12))
          .replace(/\/([pod])\//, "/x/");
        const other = await exchange(portOf(portal), like, { method, userAgent });
        tally.check(
          said(there) === said(other),
          () => `${method} ${path.replace(/[0-9a-z]{26}/, "…")} is answered ${there.status} by the people's listener`,
        );
        tally.check(
          !there.body.includes("Skriven-Hemlighet-17"),
          () => `the people's listener tells a SIP secret at ${path.slice(0, 3)}…`,
        );
        const watched = await exchange(portOf(management), path, { method });
        tally.check(
          watched.status === 404 || watched.status === 405,
          () => `${path.slice(0, 3)}… is answered ${watched.status} by the monitoring listener`,
        );
      });
      tally.check(served >= some.length * 2, () => `only ${served} of the phones' own files were served: nothing was compared`);
      for (const path of ["/metrics", "/livez", "/readyz"]) {
        for (const [name, url] of [
          ["phones'", phones],
          ["people's", portal],
        ] as const) {
          const { body } = await exchange(portOf(url), path, { userAgent: agent });
          tally.check(!/klyka_|"?ready"?: ?true|^ok/m.test(body.toString()), () => `${path} is answered by the ${name} listener`);
        }
      }
      return tally.outcome({
        measured: `${people.length} routes of people, ${asked.length} questions of phones, ${served} of them served`,
      });
    }),
};

export const listenerClaims: readonly Claim[] = [apart];
