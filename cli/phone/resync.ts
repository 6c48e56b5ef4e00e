import type { Command } from "commander";
import { getLivePhone } from "../../db/phone-rows.ts";
import { askResync, cancelResync, phonesAmong, type Resync, resyncsOf } from "../../db/resync.ts";
import type { App } from "../app.ts";
import { addCommand, flag, text } from "../command.ts";
import { facts } from "../output.ts";
import { parseWhole } from "../parse.ts";
import { resolvePhone } from "../resolve.ts";

/** Between two looks for a result. Milliseconds. */
const lookEvery = 250;

/** Tells a phone to fetch. The server that runs does it: this only puts it in, and waits for what becomes of it. */
export function registerResync(group: Command, app: App): void {
  addCommand(group, {
    usage: "resync <mac>",
    summary: "Has the running server tell the phone to fetch, over SIP, and says what it answered.",
    examples: ["phone resync 80:5e:c0:12:34:56 --wait 30", "phone resync 80:5e:c0:12:34:56 --cancel"],
    options: {
      wait: text("--wait <seconds>", "wait so long for the answer; without it: only put it in"),
      cancel: flag("--cancel", "the phone is not told after all"),
      probe: flag("--probe", "only ask the exchange whether it reaches the phone"),
    },
    run: async ({ mac }, { wait, cancel, probe }) => {
      const { db } = await app.store();
      const { id, organisationId } = await getLivePhone(db, await resolvePhone(db, mac));
      const phones = phonesAmong(db, [id]);
      const kind = probe ? "probe" : "resync";
      const patience = wait === undefined ? 0 : parseWhole(wait, "wait", 1, 600);
      if (cancel) await cancelResync(db, { organisationId, phones }, app.actor, app.io.now());
      else await askResync(db, { phones, reason: "person", notBefore: null, kind }, app.actor, app.io.now());
      const read = async () => (await resyncsOf(db, [id], kind)).get(id);
      const one = cancel ? await read() : await settled(read, patience);
      app.print(one ?? null, () => facts(one ? factsOf(one) : [["state", "never asked"]]));
    },
  });
}

/** As it is when an answer has come, or the time is over. */
async function settled(read: () => Promise<Resync | undefined>, seconds: number): Promise<Resync | undefined> {
  const first = await read();
  const before = first?.resultAt ?? null;
  for (let waited = 0; waited < seconds * 1000; waited += lookEvery) {
    await new Promise((resolve) => setTimeout(resolve, lookEvery));
    const one = await read();
    if (one && one.resultAt !== before && one.state !== "sending") return one;
  }
  return read();
}

function factsOf(one: Resync): [string, string][] {
  const answer = [one.status ?? "", one.answer ?? ""].filter((part) => part !== "").join(" ");
  return [
    ["state", one.state],
    ["result", one.result ?? "none yet"],
    ...(answer === "" ? [] : [["answer", answer] as [string, string]]),
    ...(one.via === null ? [] : [["via", one.via] as [string, string]]),
    ...(one.dueAt === null ? [] : [["next", one.dueAt] as [string, string]]),
  ];
}
