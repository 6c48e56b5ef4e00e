import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openStore } from "../../process/store.ts";
import { type FirmwareProof, type KeyProof, proveBrick, proveKeyChange, timeResync } from "./proof.ts";
import { fleetServer } from "./server.ts";
import { countFleet, until } from "./watch.ts";
import { buildFleet } from "./world.ts";

/**
 * `npm run fleet`: a fleet of virtual phones, an exchange, and the server by the very command that operators use, in a process
 * that is killed in the middle. Says whether what the server says of each phone is so, and ends with 1 when it is not.
 */
const usage = `Usage: npm run fleet -- [options]

  --phones COUNT     phones of the fleet (10000)
  --changed COUNT    phones whose key is changed (1000)
  --off COUNT        of those, so many are off (50)
  --database URL     an empty PostgreSQL database; without it SQLite
  --spare            the server is not killed
  --json             prints the figures as JSON
`;
const { values } = parseArgs({
  options: {
    phones: { type: "string", default: "10000" },
    changed: { type: "string", default: "1000" },
    off: { type: "string", default: "50" },
    database: { type: "string" },
    spare: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  process.stdout.write(usage);
  process.exit(0);
}
const say = (line: string): void => void process.stderr.write(`${line}\n`);
const now = () => new Date();
const folder = mkdtempSync(join(tmpdir(), "klyka-fleet-"));
const server = await fleetServer(folder, values.database ?? null);
const { publicUrl, settings } = server;

const store = await openStore(settings, now());
say(`${values.phones} phones are made …`);
const world = await buildFleet(store, Number(values.phones), publicUrl, now());
await server.start();
let failed = false;
try {
  await world.phones.register(world.exchange.ports.udp);
  say("they are registered, and boot …");
  const began = performance.now();
  await world.phones.bootAll();
  const all = await until(
    () => countFleet(world, now()),
    ({ current }) => current === world.phones.all.length,
    600_000,
  );
  const bootSeconds = (performance.now() - began) / 1000;
  say(`all ${all.current} are current after ${bootSeconds.toFixed(1)} s`);
  const kill = async () => {
    await server.end("SIGKILL");
    await server.start();
  };
  const pass = (seconds: number) => new Promise<void>((resolve) => setTimeout(resolve, seconds * 1000));
  const order = { world, now, pass, say, firmwareFolder: join(folder, "firmware"), ...(values.spare ? {} : { kill }) };
  say("one key is changed:");
  const key = await proveKeyChange(order, Number(values.changed), Number(values.off));
  say("all are told to fetch:");
  const resync = await timeResync(order);
  say(
    `  ${resync.phones} in ${resync.seconds.toFixed(1)} s, ${(resync.phones / resync.seconds).toFixed(0)} a second: ${JSON.stringify(resync.results)}`,
  );
  say("a firmware that ends 5 %:");
  const firmware = await proveBrick(order, 100);
  const faults = [...faultsOfKey(key), ...faultsOfFirmware(firmware)];
  failed = faults.length > 0;
  if (values.json) process.stdout.write(`${JSON.stringify({ bootSeconds, key, resync, firmware, faults })}\n`);
  say(failed ? `NOT SO:\n${faults.join("\n")}` : "Everything was as it was said.");
} finally {
  await world.stop();
  await server.end("SIGTERM");
  await store.db.destroy();
  rmSync(folder, { recursive: true, force: true });
}
process.exit(failed ? 1 : 0);

function faultsOfKey(found: KeyProof): string[] {
  const { changed, off, waitingAtFirst, waitingThen, waitingAtLast, wrong } = found;
  return [
    ...wrong,
    ...(waitingAtFirst === changed ? [] : [`${waitingAtFirst} were waiting, not ${changed}`]),
    ...(waitingThen === off ? [] : [`${waitingThen} were waiting when all had fetched that were on, not ${off}`]),
    ...(waitingAtLast === 0 ? [] : [`${waitingAtLast} were waiting in the end`]),
  ];
}

function faultsOfFirmware({ state, touched, phones, bricked, takenBack, wrong }: FirmwareProof): string[] {
  return [
    ...wrong,
    ...(state === "halted" ? [] : [`the roll-out was ${state}, not halted`]),
    ...(touched * 100 <= phones ? [] : [`${touched} of ${phones} were given the firmware`]),
    ...(bricked > 0 ? [] : ["no phone was ended by it"]),
    ...(takenBack === phones - bricked ? [] : [`${takenBack} were current after it was taken back, not ${phones - bricked}`]),
  ];
}
