import { createSocket } from "node:dgram";
import { on, once } from "node:events";
import { chmodSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { freePorts } from "../db/testing/free-ports.ts";
import { makeAuthority } from "../provisioning/testing/certificates.ts";
import { type CliHouse, type CliProcess, cliHouse, runCli, spawnCli } from "./testing/run-cli.ts";

const houses: CliHouse[] = [];
const running: CliProcess[] = [];
afterEach(async () => {
  for (const one of running.splice(0)) await one.stop("SIGKILL");
  for (const one of houses.splice(0)) one.remove();
});

async function house(env: Record<string, string> = {}): Promise<CliHouse> {
  const [phones, portal, tftp, management, pnp] = await freePorts(5);
  const made = cliHouse({
    KLYKA_PNP_PORT: String(pnp),
    KLYKA_HOST: "127.0.0.1",
    KLYKA_MANAGEMENT_PORT: String(management),
    KLYKA_PHONES_PORT: String(phones),
    KLYKA_PORTAL_PORT: String(portal),
    KLYKA_TFTP_PORT: String(tftp),
    ...env,
  });
  houses.push(made);
  return made;
}

function start(argv: readonly string[], env: Record<string, string>): CliProcess {
  const started = spawnCli(argv, env);
  running.push(started);
  return started;
}

const safe = (env: Record<string, string>): Record<string, string> => ({
  ...env,
  KLYKA_PUBLIC_URL: `http://127.0.0.1:${env.KLYKA_PHONES_PORT}`,
  KLYKA_ALLOW_PLAIN_HTTP: "yes",
});

/** What a phone is told that looks for a server on its network (SIP PnP). */
async function lookedFor(mac: string, port: number): Promise<string> {
  const socket = createSocket("udp4");
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  const own = socket.address().port;
  const uri = `<sip:MAC%3a${mac}@224.0.1.75>`;
  const head = [`SUBSCRIBE sip:MAC%3a${mac}@224.0.1.75 SIP/2.0`, `Via: SIP/2.0/UDP 127.0.0.1:${own};branch=z9hG4bKa`];
  const rest = [`From: ${uri};tag=a`, `To: ${uri}`, "Call-ID: a", "CSeq: 1 SUBSCRIBE", `Contact: <sip:127.0.0.1:${own}>`];
  socket.send([...head, ...rest, "Event: ua-profile", "", ""].join("\r\n"), port, "127.0.0.1");
  for await (const [bytes] of on(socket, "message")) {
    const text = String(bytes);
    if (!text.startsWith("NOTIFY")) continue;
    socket.close();
    return text.split("\r\n\r\n")[1] ?? "";
  }
  return "";
}

describe("klyka serve", () => {
  it("starts on safe settings, serves a phone what was said at the terminal, and stops cleanly on SIGTERM", async () => {
    const { env: base, folder } = await house();
    const env = safe(base);
    const server = start(["serve"], env);
    await server.printed(/Klyka serves/);
    const { klyka, json } = shared(env);
    await json("organisation", "add", "Björkö Bygg AB");
    await json("setting", "set", "exchange.registrar", "sip.bjorkobygg.example");
    await json("user", "add", "Åsa", "Björkegren", "--extension", "401");
    await json("account", "add", "401", "--user", "401");
    await json("phone", "add", "80:5e:c0:12:34:56", "--model", "Yealink T46U", "--account", "401");
    const { url } = z.object({ url: z.string() }).parse(await json("phone", "url", "805ec0123456"));
    const file = (await klyka("phone", "file", "805ec0123456", "--reveal")).out;
    const userAgent = { "user-agent": "Yealink SIP-T46U 108.86.0.70 80:5e:c0:12:34:56" };
    await expect.poll(async () => (await fetch(`${url}805ec0123456.cfg`, { headers: userAgent })).text()).toBe(file);
    expect(await lookedFor("805ec0123456", Number(env.KLYKA_PNP_PORT))).toBe(`${env.KLYKA_PUBLIC_URL}/`);
    const health = await (await fetch(`http://127.0.0.1:${env.KLYKA_PORTAL_PORT}/api/health`)).json();
    expect(health).toMatchObject({ status: "ok", database: "ok" });
    const page = await fetch(`http://127.0.0.1:${env.KLYKA_PORTAL_PORT}/users`);
    expect([[200, 503].includes(page.status), page.headers.get("content-type")]).toEqual([true, "text/html; charset=utf-8"]);
    // People and phones have a listener each, which knows nothing of the other's.
    const phones = `http://127.0.0.1:${env.KLYKA_PHONES_PORT}`;
    for (const path of ["/users", "/index.html", "/api/session"]) {
      expect([path, (await fetch(phones + path)).headers.get("content-type")]).not.toEqual([path, "text/html; charset=utf-8"]);
    }
    expect((await fetch(`http://127.0.0.1:${env.KLYKA_PORTAL_PORT}/805ec0123456.cfg`)).status).toBe(404);
    expect((await klyka("doctor")).out).toContain("by the running server");
    expect((await klyka("secrets", "rotate")).err).toContain("stop the server first");
    expect(statSync(join(env.KLYKA_DATA ?? folder, "secret.key")).mode & 0o777).toBe(0o600);
    expect(await server.stop()).toBe(0);
    expect(server.text()).toContain("Stopped.");
    expect(server.text()).not.toContain(new URL(url).pathname.split("/")[2]);
  });

  it("refuses to start without a public address, and with a plain one that nobody has agreed to", async () => {
    const { klyka } = await house();
    const refused = await klyka("serve");
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining("settings_unsafe: KLYKA_PUBLIC_URL is not set")]);
    const plain = await house({ KLYKA_PUBLIC_URL: "http://phones.bjorkobygg.example" });
    expect((await plain.klyka("serve", "--lang", "sv")).err).toContain("KLYKA_ALLOW_PLAIN_HTTP=yes");
  });

  it("refuses a key file that others can read, headers from everybody, and half a certificate, all at once", async () => {
    const { klyka, env } = await house({
      KLYKA_PUBLIC_URL: "https://phones.bjorkobygg.example",
      KLYKA_TRUSTED_PROXIES: "0.0.0.0/0",
      KLYKA_PHONES_TLS_PORT: "8443",
    });
    const folder = env.KLYKA_DATA ?? "";
    mkdirSync(folder, { mode: 0o700 });
    writeFileSync(join(folder, "secret.key"), `${Buffer.alloc(32, 7).toString("base64")}\n`);
    chmodSync(join(folder, "secret.key"), 0o644);
    const told = JSON.parse((await klyka("serve", "--json")).err);
    expect(told.error.detail.reasons).toEqual(["key_file_readable", "proxies_everyone", "tls_incomplete"]);
    expect(told.error.message).toContain("chmod 600");
    chmodSync(folder, 0o777);
    expect((await klyka("serve")).err).toContain("chmod 700");
  });

  it("refuses a certificate whose key is another's, and a file of factory CAs that holds none", async () => {
    const { env } = await house({ KLYKA_PUBLIC_URL: "https://phones.bjorkobygg.example", KLYKA_PHONES_TLS_PORT: "8443" });
    const folder = env.KLYKA_DATA ?? "";
    mkdirSync(folder, { mode: 0o700 });
    const authority = makeAuthority("Prov Web CA");
    const [own, other] = [authority.issue("phones.bjorkobygg.example"), authority.issue("other.example")];
    const put = (name: string, text: string) => {
      writeFileSync(join(folder, name), text, { mode: 0o600 });
      return join(folder, name);
    };
    const KLYKA_TLS_CERT = put("cert.pem", own.certificate);
    const refused = async (say: Record<string, string>) => {
      const { code, err } = await runCli(["serve", "--json"], { ...env, KLYKA_TLS_CERT, ...say });
      expect(code).toBe(1);
      return JSON.parse(err).error.detail.reasons;
    };
    const [right, wrong] = [put("key.pem", own.key), put("other.pem", other.key)];
    expect(await refused({ KLYKA_TLS_KEY: wrong })).toEqual(["tls_unusable"]);
    expect(await refused({ KLYKA_TLS_KEY: put("junk.pem", "junk") })).toEqual(["tls_unusable"]);
    const junk = { KLYKA_TLS_KEY: right, KLYKA_PHONES_CA: join(folder, "junk.pem") };
    expect(await refused(junk)).toEqual(["phones_ca_unusable"]);
  });

  it("says which port is taken and which setting chooses another", async () => {
    const { env: base } = await house();
    const server = start(["serve"], safe(base));
    await server.printed(/Klyka serves/);
    const other = await house({ KLYKA_PORTAL_PORT: base.KLYKA_PORTAL_PORT ?? "" });
    const refused = start(["serve"], safe(other.env));
    await refused.printed(/port_in_use: Port \d+ \(portal\) is already in use.*KLYKA_PORTAL_PORT/);
    expect(await refused.exit).toBe(1);
  });
});

describe("klyka demo", () => {
  it("makes the firm once, boots a phone of each make with its keys, and stops on Ctrl-C", async () => {
    const { env } = await house();
    const first = start(["demo"], env);
    await first.printed(/Ctrl-C stops/);
    const text = first.text();
    for (const line of [
      /Yealink T54W .*Åsa Björkegren, \d\d keys/,
      /Snom D785 .*David Öberg Lind/,
      /Polycom VVX 450 .*Greta Åmossa/,
    ])
      expect(text).toMatch(line);
    expect(text).toMatch(/Snom D735 .*First asker in the open first-contact window/);
    expect(text).toMatch(/Yealink T31P .*nothing: not programmed +The organisation's token said whose the phone is/);
    expect(text).not.toContain("  ! ");
    expect(text).toContain("shown this once");
    await claimTheStranger(env);
    await first.printed(/Yealink T31P +Snickeriet +has fetched/);
    expect(await first.stop("SIGINT")).toBe(0);

    // Made before: no password is shown, and the command that sets one lets somebody in.
    const restarted = start(["demo"], env);
    await restarted.printed(/Virtual phones boot/);
    const way = /bin\/klyka (password set 401 --organisation \S+)/.exec(restarted.text())?.[1] ?? "";
    expect(restarted.text()).toContain(`KLYKA_DATA=${env.KLYKA_DATA} bin/klyka`);
    expect(restarted.text()).not.toMatch(/[Pp]assword: /);
    expect(await shared(env).json(...way.split(" "))).toMatchObject({ signIn: expect.any(String), password: expect.any(String) });
    expect(await restarted.stop("SIGINT")).toBe(0);

    const again = start(["demo", "--once", "--json"], env);
    expect(await again.exit).toBe(0);
    const told = z.object({ phones: z.array(z.looseObject({ label: z.string(), keys: z.number() })) });
    // What the log has to say on a busy machine stands before it.
    const answer =
      again
        .text()
        .split("\n")
        .find((line) => line.startsWith('{"publicUrl"')) ?? "";
    expect(told.parse(JSON.parse(answer)).phones.filter((one) => one.keys > 0)).toHaveLength(16);

    const refused = start(["serve"], safe(env));
    await refused.printed(/settings_unsafe: The data folder .* holds the demo firm/);
  });
});

/** The phone that nobody had: given to somebody and let in through its window, for which it asks by itself. */
async function claimTheStranger(env: Record<string, string>): Promise<void> {
  const { json } = shared(env);
  const found = z.array(z.looseObject({ mac: z.string(), model: z.string() })).parse(await json("phone", "found"));
  expect(found.map((one) => one.model).toSorted()).toEqual(["D140", "T31P"]);
  const mac = found.find((one) => one.model === "T31P")?.mac ?? "";
  const firm = ["--organisation", "bjorko-bygg"];
  const claim = ["phone", "claim", mac, "--user", "413", "--account", "413", "--label", "Snickeriet"];
  expect(await json(...claim, ...firm)).toMatchObject({ state: "claimed", model: "T31P" });
  await json("phone", "window", mac, "--minutes", "5");
}

/** Commands on the same data folder as a server. */
function shared(env: Record<string, string>): Pick<CliHouse, "klyka" | "json"> {
  const one = cliHouse(env);
  houses.push(one);
  return { klyka: one.klyka, json: one.json };
}
