import { type LabOrder, playRounds } from "./lab.ts";

/** A process that plays rounds. Argument: the order, as JSON; writes what came of it, as JSON. */
const order: LabOrder = JSON.parse(process.argv[2] ?? "");
const outcome = await playRounds(order, (line) => void process.stderr.write(`${line}\n`));
process.stdout.write(JSON.stringify(outcome));
process.exit(0);
