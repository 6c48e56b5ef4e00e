import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { freePort } from "../../db/testing/free-ports.ts";
import { SipClient } from "./client.ts";

/** Debian's sip-tester, where it is: somebody else's SIP and digest against ours. */
const there = spawnSync("sipp", ["-v"]).error === undefined;

const given = "[last_Via:]\n[last_From:]\n[last_To:];tag=[pid]A[call_number]\n[last_Call-ID:]\n[last_CSeq:]";
const said = (line: string, more = "") => `<![CDATA[\n${line}\n${given}\n${more}Content-Length: 0\n\n]]>`;
const challenge = 'WWW-Authenticate: Digest realm="klyka", nonce="47ebe028cda119c3", algorithm=MD5, qop="auth"\n';
/** A phone that asks who sends a check-sync, and looks at the answer. */
const scenario = `<?xml version="1.0"?><scenario name="phone">
<recv request="NOTIFY"/><send>${said("SIP/2.0 401 Unauthorized", challenge)}</send>
<recv request="NOTIFY"><action><verifyauth assign_to="good" username="204" password="hemligt"/></action></recv>
<nop hide="true" test="good" next="1"/><send next="2">${said("SIP/2.0 403 Forbidden")}</send>
<label id="1"/><send>${said("SIP/2.0 200 OK")}</send><label id="2"/></scenario>`;

describe.skipIf(!there)("sipp", () => {
  it.each([
    ["udp", "hemligt", 200],
    ["tcp", "hemligt", 200],
    ["udp", "fel", 403],
  ] as const)("takes over %s a check-sync that is signed with %s with %i", async (transport, password, status) => {
    const folder = mkdtempSync(join(tmpdir(), "klyka-sipp-"));
    const file = join(folder, "phone.xml");
    writeFileSync(file, scenario);
    const port = await freePort();
    const way = transport === "udp" ? "u1" : "t1";
    const words = ["-sf", file, "-i", "127.0.0.1", "-p", String(port), "-m", "1", "-t", way, "-nostdin"];
    const sipp = spawn("sipp", words, { cwd: folder, stdio: "ignore" });
    const client = new SipClient();
    onTestFinished(() => {
      client.close();
      sipp.kill();
      rmSync(folder, { recursive: true, force: true });
    });
    const hop = { transport, address: "127.0.0.1", port, name: "127.0.0.1" };
    const call = {
      ...{ method: "NOTIFY" as const, uri: "sip:204@example.se", route: null, from: "sip:204@example.se" },
      headers: [["Event", "check-sync;reboot=false"] as const],
      credentials: [{ user: "204", password }],
    };
    let outcome = await client.send(hop, call);
    // It takes a moment until it listens.
    for (let tries = 0; outcome.is === "lost" && tries < 50; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      outcome = await client.send(hop, call);
    }
    expect(outcome).toMatchObject({ is: "answer", status });
  });
});
