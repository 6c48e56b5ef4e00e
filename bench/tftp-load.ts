import { readFileSync } from "node:fs";
import { z } from "zod";
import { LoadPhone } from "./tftp-phone.ts";

/**
 * The load, in a process of its own: `node bench/tftp-load.ts '<json>'` prints one line of JSON. Bounded by `seconds`: what has
 * not come by then has failed.
 */
export const TftpLoad = z.strictObject({
  host: z.string(),
  port: z.number().int(),
  /** A file with a line `<name>\t<octets>` for each phone; when there are fewer lines, they are used again from the start. */
  targets: z.string(),
  blockSize: z.number().int(),
  windowSize: z.number().int(),
  phones: z.number().int(),
  filesPerPhone: z.number().int(),
  seconds: z.number(),
});
export type TftpLoad = z.infer<typeof TftpLoad>;

export const TftpLoadResult = z.object({ files: z.number(), failures: z.number(), octets: z.number(), seconds: z.number() });
export type TftpLoadResult = z.infer<typeof TftpLoadResult>;

type Target = { readonly file: string; readonly octets: number };

function readTargets(path: string): readonly Target[] {
  const lines = readFileSync(path, "utf8").split("\n").filter(Boolean);
  return lines.map((line) => {
    const [file = "", octets] = line.split("\t");
    return { file, octets: Number(octets) };
  });
}

const delay = (millis: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, millis).unref());

/** All phones start at once; each fetches its file over and over, one transfer after the other. */
async function load(order: TftpLoad): Promise<TftpLoadResult> {
  const targets = readTargets(order.targets);
  const phones = Array.from({ length: order.phones }, () => new LoadPhone());
  await Promise.all(phones.map((phone) => phone.bind("127.0.0.1")));
  const steps = setInterval(() => {
    for (const phone of phones) phone.step();
  }, 200);
  const tally = { files: 0, octets: 0 };
  let over = false;
  const startedAt = performance.now();
  const run = async (phone: LoadPhone, at: number): Promise<void> => {
    const target = targets[at % targets.length];
    if (!target) return;
    for (let count = 0; count < order.filesPerPhone && !over; count++) {
      const { octets } = await phone.fetch({ ...order, file: target.file });
      if (octets === target.octets) tally.files += 1;
      tally.octets += octets ?? 0;
    }
  };
  await Promise.race([Promise.all(phones.map(run)), delay(order.seconds * 1000)]);
  over = true;
  const seconds = (performance.now() - startedAt) / 1000;
  clearInterval(steps);
  for (const phone of phones) phone.close();
  return { ...tally, failures: order.phones * order.filesPerPhone - tally.files, seconds };
}

if (import.meta.main) {
  const order = TftpLoad.parse(JSON.parse(process.argv[2] ?? "{}"));
  process.stdout.write(`${JSON.stringify(await load(order))}\n`);
}
