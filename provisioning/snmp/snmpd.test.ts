import { spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { readAgent } from "./read-agent.ts";
import { readSwitch } from "./read-switch.ts";

const snmpd = ["/usr/sbin/snmpd", process.env.SNMPD ?? ""].find((path) => path !== "" && existsSync(path));
const patience = { timeout: 400, retries: 1 };

it.skipIf(!snmpd)(
  "Debian's snmpd is read as any agent: since when it runs, whose it is, and its interfaces as ports",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "klyka-snmpd-"));
    const port = await freeUdpPort();
    writeFileSync(
      join(folder, "snmpd.conf"),
      `agentaddress udp:127.0.0.1:${port}\nrocommunity lasning 127.0.0.1\nsysName plan-2\nsysServices 72\n`,
    );
    const began = Date.now();
    const args = ["-f", "-Lf", join(folder, "log"), "-C", "-c", join(folder, "snmpd.conf"), "-p", join(folder, "pid")];
    const daemon = spawn(snmpd ?? "", args, { stdio: "ignore" });
    onTestFinished(async () => {
      const ended = new Promise((resolve) => daemon.once("exit", resolve));
      daemon.kill("SIGTERM");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    });
    const target = { address: "127.0.0.1", port, credential: { kind: "v2c", community: "lasning" } } as const;
    const read = (mac: string) => readAgent(target, mac, () => new Date(), patience);
    await vi.waitFor(() => read("805ec0000001"), { timeout: 10_000 });
    const own = Object.values(networkInterfaces())
      .flatMap((one) => one ?? [])
      .find(({ internal }) => !internal);
    const said = await read(own?.mac.replaceAll(":", "") ?? "");
    expect(said).toMatchObject({ name: "plan-2" });
    if (said === "another") throw new Error("it is this machine");
    expect(Math.abs((said.startedAt?.getTime() ?? 0) - began)).toBeLessThan(60_000);
    if (own) expect(await read("805ec0000001")).toBe("another");
    const reading = await readSwitch(target, patience);
    expect([reading.systemName, reading.ports.length > 0]).toEqual(["plan-2", true]);
  },
);

async function freeUdpPort(): Promise<number> {
  const probe = createSocket("udp4").bind(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address();
  await new Promise<void>((resolve) => probe.close(() => resolve()));
  return port;
}
