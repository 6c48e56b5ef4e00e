import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createExchangeKey } from "../../db/exchange-keys.ts";
import { createOrganisationToken } from "../../db/organisation-tokens.ts";
import { setPassword } from "../../db/sign-in.ts";
import {
  aBoundPhone,
  anOrganisationWithExchange,
  aSipAccount,
  aUser,
  testActor,
  testKeyring,
  testNow,
} from "../../db/testing/builders.ts";
import { secretsIn } from "../../db/testing/known-secrets.ts";
import { readPhoneToken } from "../../db/tokens.ts";
import { callRoute, own } from "../../portal/testing/calls.ts";
import { aFirm } from "../../portal/testing/firm.ts";
import { goodHash, goodPassword } from "../../portal/testing/open-house.ts";
import { Visitor } from "../../portal/testing/visitor.ts";
import { exchange, userAgents } from "../../provisioning/testing/house.ts";
import type { Claim, ProofSetup } from "../contract.ts";
import { SecretScan, tokenShapes } from "../secret-scan.ts";
import { Tally } from "../tally.ts";
import { withServer } from "../world.ts";
import { someRoutes } from "./rights.ts";

const root = join(import.meta.dirname, "..", "..");
/** Secrets that tests write out themselves. */
const writtenInTests = [
  goodPassword,
  "Skriven-Hemlighet-17",
  "sju-hemliga-harar-i-snön",
  "hemlig-nyckel-hos-yealink",
  "publik-skrivning",
];

const logs: Claim = {
  id: "secrets-not-logged",
  suite: "attack",
  promise: "At its most talkative level no log holds a secret: over all tests of Klyka, in plain text, hex and base64.",
  prove: async (setup) => {
    const tally = new Tally();
    const own = await oneServer(setup, tally);
    if (setup.size === "small") return tally.outcome({ measured: own });
    const suite = await wholeSuite(setup, tally);
    return tally.outcome({ measured: `${own}; ${suite}` });
  },
};

/** A server that is asked everything, with secrets where they belong and where they do not. */
async function oneServer(setup: ProofSetup, tally: Tally): Promise<string> {
  return withServer(setup, { level: "debug" }, async ({ db, phones, portal, log, stop }) => {
    const firm = await aFirm(db, 41);
    const { id: organisationId } = await anOrganisationWithExchange(db);
    const user = await aUser(db, organisationId, { extension: "401" });
    await setPassword(
      db,
      { organisationId, userId: user.id, passwordHash: await goodHash(), mustChange: false },
      testActor,
      testNow,
    );
    const account = await aSipAccount(db, organisationId, { userId: user.id, secret: "Skriven-Hemlighet-17" });
    const phone = await aBoundPhone(db, organisationId, { accounts: [account.id], userId: user.id });
    const token = await readPhoneToken(db, testKeyring, { organisationId, id: phone.id }, testActor, testNow);
    const shared = await createOrganisationToken(db, testKeyring, { organisationId, name: "DHCP" }, testActor, testNow);
    const key = await createExchangeKey(db, { organisationId, name: "Växeln" }, testActor, testNow);
    const secrets = [...(await secretsIn(db, testKeyring)), ...writtenInTests, token, shared.token, key.token];
    const userAgent = userAgents.yealink(phone.mac);
    const port = Number(new URL(phones).port);
    for (const secret of setup.size === "full" ? secrets : [token, ...secrets.filter(() => setup.random() < 0.3)]) {
      const word = encodeURIComponent(secret);
      // Only tokens are ever part of an address.
      const inPaths = [token, shared.token, key.token].includes(secret);
      const paths = inPaths ? [`/p/${word}/${phone.mac}.cfg`, `/o/${word}/x.cfg`, `/${word}/x.cfg`, `/d/${word}.cfg`] : [];
      for (const path of [...paths, `/x.cfg?token=${word}`])
        await exchange(port, path, { userAgent, headers: { authorization: `Basic ${btoa(`x:${word}`)}`, cookie: `a=${word}` } });
      const headers = { authorization: `Bearer ${word}`, cookie: `klyka_session=${word}`, referer: `https://x/${word}` };
      await fetch(`${portal}/api/users/${inPaths ? word : "x"}?q=${word}`, { headers });
      // Passwords take long to look at, on purpose.
      if (setup.size === "small" && setup.random() < 0.9) continue;
      const body = JSON.stringify({ name: secret, password: secret });
      await fetch(`${portal}/api/session`, { method: "POST", headers: { "content-type": "application/json" }, body });
    }
    const visitor = new Visitor(portal);
    await visitor.signIn("401", goodPassword);
    for (const route of someRoutes(setup)) await callRoute(visitor, route, own(firm));
    await stop();
    const text = log.text();
    tally.check(text.split("\n").length > 10, "the server has logged almost nothing: nothing was looked at");
    return scanned(new SecretScan(secrets), [text], tally, "a server's log");
  });
}

function scanned(scan: SecretScan, all: readonly string[], tally: Tally, where: string): string {
  let bytes = 0;
  for (const text of all) {
    bytes += text.length;
    const found = scan.find(text);
    tally.check(
      found.length === 0,
      () => `${where} holds ${found.length} secrets, the first at ${found[0]?.at}: ${around(text, found[0]?.at ?? 0)}`,
    );
    const shapes = tokenShapes(text);
    tally.check(shapes === 0, () => `${where} holds ${shapes} words of the form of a token`);
  }
  return `${scan.count.toLocaleString("en-US")} secrets looked for in ${Math.round(bytes / 1000).toLocaleString("en-US")} kB of ${where}`;
}

/** What stands before the place in its line: which field it is, and nothing of the secret. */
function around(text: string, at: number): string {
  return text.slice(Math.max(text.lastIndexOf("\n", at) + 1, at - 60), at).replace(/[0-9a-z]{20,}/gi, "…");
}

/** Runs the tests with every server at its most talkative, and looks through what they have logged. */
async function wholeSuite({ folder, say }: ProofSetup, tally: Tally): Promise<string> {
  say("running every test that starts a server");
  const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
  const only = ["--project", "db", "--project", "server", "--project", "browser"];
  const child = spawn(process.execPath, [vitest, "run", ...only, "--reporter", "dot"], {
    cwd: root,
    env: { ...process.env, PATH: `${join(root, "node_modules", ".bin")}:${process.env.PATH ?? ""}`, KLYKA_TEST_LOGS: folder },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const [code] = await once(child, "close");
  const files = (end: string) =>
    readdirSync(folder)
      .filter((name) => name.endsWith(end))
      .map((name) => readFileSync(join(folder, name), "utf8"));
  const secrets = files(".secrets").flatMap((text) =>
    text
      .trim()
      .split("\n")
      .map((line) => String(JSON.parse(line))),
  );
  const texts = files(".log");
  tally.check(
    secrets.length > 1000 && texts.join("").length > 1_000_000,
    () => `only ${secrets.length} secrets and ${texts.length} logs came together`,
  );
  return `${scanned(new SecretScan([...secrets, ...writtenInTests]), texts, tally, "the logs of all tests")}${code === 0 ? "" : " (not all tests held)"}`;
}

export const secretClaims: readonly Claim[] = [logs];
