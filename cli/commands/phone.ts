import type { Command } from "commander";
import type { App } from "../app.ts";
import { addGroup } from "../command.ts";
import { registerDiff } from "../phone/diff.ts";
import { registerFiles } from "../phone/files.ts";
import { registerHolds } from "../phone/holds.ts";
import { registerLife } from "../phone/life.ts";
import { registerLists } from "../phone/lists.ts";
import { registerResync } from "../phone/resync.ts";
import { registerShow } from "../phone/show.ts";
import { registerWhy } from "../phone/why.ts";

export function register(program: Command, app: App): void {
  const group = addGroup(
    program,
    "phone",
    "Desk phones: from found to retired, what each gets, and why. A phone is named by its MAC address.",
    [
      'phone add 80:5e:c0:12:34:56 --model "Yealink T46U" --user "Anna Ek" --account 401',
      "phone window 80:5e:c0:12:34:56 --minutes 10",
      "phone why 80:5e:c0:12:34:56",
      "phone file 80:5e:c0:12:34:56 --origin",
    ],
  );
  registerLife(group, app);
  registerLists(group, app);
  registerShow(group, app);
  registerFiles(group, app);
  registerDiff(group, app);
  registerWhy(group, app);
  registerHolds(group, app);
  registerResync(group, app);
}
