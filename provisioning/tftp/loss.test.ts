import { expect, test } from "vitest";
import { lossyProxy } from "./testing/lossy-proxy.ts";
import { fetchByPackage } from "./testing/package-client.ts";
import { receive } from "./testing/receiver.ts";
import { bodyOf, sha256, start } from "./testing/start.ts";

/** Time runs twenty times faster: what the server waits a second for takes 50 ms. */
const fast = 5;

test.each([
  { windowsize: 16, seed: 1 },
  { windowsize: 16, seed: 2 },
  { windowsize: 5, seed: 3 },
  { windowsize: 1, seed: 4 },
])(
  "a file arrives right over a line that loses, doubles and reorders (window $windowsize, seed $seed)",
  async ({ windowsize, seed }) => {
    const body = bodyOf(400_000);
    const { port } = await start({ "a.rom": body }, {}, fast);
    const line = await lossyProxy(port, { seed, drop: 0.03, double: 0.05, delay: 0.05 });
    const got = await receive({ port: line.port, file: "a.rom", options: { blksize: 1_000, windowsize }, patience: 60 });
    line.close();
    expect(got).toMatchObject({ octets: body.length, sha256: sha256(body) });
    expect(Math.min(line.spoilt.dropped, line.spoilt.doubled, line.spoilt.delayed)).toBeGreaterThan(5);
  },
);

test("the independent client gets its file over such a line too", async () => {
  const body = bodyOf(30_000);
  // The package is content to wait a second before it repeats an acknowledgement, so the server must not be too quick.
  const { port } = await start({ "a.cfg": body }, {}, 4 * fast);
  // It takes a second OACK for an illegal packet, so the first three packets pass.
  const line = await lossyProxy(port, { seed: 5, drop: 0.04, double: 0.1, delay: 0, fairFor: 3 });
  const got = await fetchByPackage(line.port, "a.cfg", { retries: 10 });
  line.close();
  expect(sha256(got)).toBe(sha256(body));
  expect(line.spoilt.dropped).toBeGreaterThan(2);
});
