import { createSocket } from "node:dgram";
import { request } from "node:http";
import type { PartResult, StormPlan } from "./plan.ts";
import { atRate, pause, Tally } from "./tally.ts";

/** Somebody tries MAC addresses that are nobody's, over HTTP and TFTP, while phones come back. */
export async function flood(plan: StormPlan): Promise<PartResult> {
  const tally = new Tally();
  const until = performance.now() + plan.within * 1000;
  const { hostname, port } = new URL(plan.publicUrl);
  let next = 0;
  let open = 0;
  const mac = () => (0x805ed0000000 + ((next++ * 7919) % 0x1000000)).toString(16);
  const overHttp = () => {
    const path = `/${mac()}.cfg`;
    const began = performance.now();
    open += 1;
    const asked = request({
      host: hostname,
      port,
      path,
      agent: false,
      headers: { "user-agent": "Yealink SIP-T46U 108.86.0.20" },
    });
    asked.once("response", (response) => {
      response.resume();
      tally.note(`http ${response.statusCode}`, performance.now() - began);
    });
    asked.once("error", () => tally.note("http not heard", null));
    asked.once("close", () => {
      open -= 1;
    });
    asked.end();
  };
  const socket = createSocket("udp4");
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  socket.on("message", () => tally.note("tftp answered", null));
  const overTftp = () => {
    tally.note("tftp asked", null);
    socket.send(Buffer.from(`\0\x01${mac()}.cfg\0octet\0`, "latin1"), plan.tftpPort, "127.0.0.1");
  };
  await Promise.all([atRate(plan.flood, until, overHttp), atRate(plan.tftpFlood, until, overTftp)]);
  for (let waited = 0; open > 0 && waited < 100; waited++) await pause(50);
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  return tally.result();
}
