import { createReadStream } from "node:fs";
import { openDatabase } from "../../../db/connect.ts";
import { testActor, testKeyring } from "../../../db/testing/builders.ts";
import { FinanceFolder } from "../folder.ts";
import { Intake } from "../intake.ts";

/** What is said to the process of this file. `upload`: a file that is handed in; null: what lies in the folder is taken. */
export type IntakeProcess = {
  readonly file: string;
  readonly work: string;
  readonly watched: string;
  readonly upload: string | null;
  readonly now: string;
};

/** A process that takes files in until it is killed. Argument: `IntakeProcess` as JSON. */
const say: IntakeProcess = JSON.parse(process.argv[2] ?? "{}");
const db = await openDatabase({ file: say.file });
const intake = new Intake({ db, keyring: testKeyring, now: () => new Date(say.now) }, say.work, () => undefined);
process.send?.("begins");
if (say.upload === null) new FinanceFolder(say.watched, intake, () => undefined);
else await intake.receive(createReadStream(say.upload), { name: "rader.csv", via: "upload" }, testActor);
