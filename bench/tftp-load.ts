import { z } from "zod";
import { LoadPhone } from "./tftp-phone.ts";

/**
 * The load, in a process of its own: `node bench/tftp-load.ts '<json>'` prints one line of JSON. Bounded by `seconds`: what has
 * not come by then has failed.
 */
export const LoadOrder = z.strictObject({
  host: z.string(),
  port: z.number().int(),
  file: z.string(),
  octets: z.number().int(),
  blockSize: z.number().int(),
  windowSize: z.number().int(),
  phones: z.number().int(),
  filesPerPhone: z.number().int(),
  seconds: z.number(),
});
export type LoadOrder = z.infer<typeof LoadOrder>;

export const LoadResult = z.object({ files: z.number(), failures: z.number(), octets: z.number(), seconds: z.number() });
export type LoadResult = z.infer<typeof LoadResult>;

const delay = (millis: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, millis).unref());

/** All phones start at once and fetch their files one after the other. */
async function load(order: LoadOrder): Promise<LoadResult> {
  const phones = Array.from({ length: order.phones }, () => new LoadPhone());
  await Promise.all(phones.map((phone) => phone.bind("127.0.0.1")));
  const steps = setInterval(() => {
    for (const phone of phones) phone.step();
  }, 200);
  const tally = { files: 0, octets: 0, wrong: 0 };
  let over = false;
  const startedAt = performance.now();
  const run = async (phone: LoadPhone): Promise<void> => {
    for (let count = 0; count < order.filesPerPhone && !over; count++) {
      const { octets } = await phone.fetch(order);
      if (octets === order.octets) tally.files += 1;
      else tally.wrong += 1;
      tally.octets += octets ?? 0;
    }
  };
  await Promise.race([Promise.all(phones.map(run)), delay(order.seconds * 1000)]);
  over = true;
  const seconds = (performance.now() - startedAt) / 1000;
  clearInterval(steps);
  for (const phone of phones) phone.close();
  return { files: tally.files, failures: order.phones * order.filesPerPhone - tally.files, octets: tally.octets, seconds };
}

if (import.meta.main) {
  const order = LoadOrder.parse(JSON.parse(process.argv[2] ?? "{}"));
  process.stdout.write(`${JSON.stringify(await load(order))}\n`);
}
