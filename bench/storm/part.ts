import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { z } from "zod";
import { bootPhones } from "./boots.ts";
import { flood } from "./flood.ts";
import { workingPeople } from "./people.ts";
import { type PartName, PartResult, partNames, StormPlan } from "./plan.ts";
import { pause } from "./tally.ts";
import { bootOverTftp } from "./tftp.ts";

/** The parts of a storm. */
export const parts: Readonly<Record<PartName, (plan: StormPlan) => Promise<PartResult>>> = {
  boots: bootPhones,
  tftp: bootOverTftp,
  people: workingPeople,
  flood,
};

/** Runs a part in a process of its own: `node bench/storm/part.ts <name> <plan file>` prints one line of JSON. */
export function runPart(name: PartName, planFile: string): Promise<PartResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [import.meta.filename, name, planFile], { stdio: ["ignore", "pipe", "inherit"] });
    let out = "";
    child.stdout.on("data", (text) => {
      out += text;
    });
    child.once("error", reject);
    child.once("close", (code) =>
      code === 0 ? resolve(PartResult.parse(JSON.parse(out))) : reject(new Error(`${name} ended with ${code}`)),
    );
  });
}

if (import.meta.main) {
  const name = z.enum(partNames).parse(process.argv[2]);
  const plan = StormPlan.parse(JSON.parse(readFileSync(process.argv[3] ?? "", "utf8")));
  await pause(Math.max(0, plan.at - Date.now()));
  process.stdout.write(`${JSON.stringify(await parts[name](plan))}\n`);
  process.exit(0);
}
