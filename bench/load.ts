import { readFileSync, writeSync } from "node:fs";
import { Client } from "./load-client.ts";
import { parseLoadSpec } from "./load-spec.ts";

/**
 * The generator: a process of its own that asks one server and says how it went, as one JSON line. The same for every server
 * that is measured. Started by `measure` in `bench/measure.ts`: `node bench/load.ts '<spec as JSON>'`.
 */
const spec = parseLoadSpec(process.argv[2] ?? "");
const targets = readFileSync(spec.targetFile, "utf8").split("\n").filter(Boolean);
const client = new Client(spec, targets);
const result = spec.perSecond === null ? await client.asFastAsPossible() : await client.atRate(spec.perSecond);
writeSync(1, `${JSON.stringify(result)}\n`);
// Connections that got no answer in time would keep the process.
process.exit(0);
