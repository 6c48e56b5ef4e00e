import { purgeAudio } from "../db/announcement-audio.ts";
import { purgeTries } from "../db/attempts.ts";
import { noticeDataThresholds } from "../db/data-notices.ts";
import { runDeactivations } from "../db/deactivations.ts";
import { noticeDiversionEnds } from "../db/end-notices.ts";
import { purgeJobs } from "../db/jobs.ts";
import { forgetSecrets } from "../db/message-outbox.ts";
import { purgeHoldings } from "../db/number-holders.ts";
import { endQuarantines } from "../db/number-quarantine.ts";
import { purgeOperatorEvents } from "../db/operator-events.ts";
import { forgetSelections } from "../db/phone-selections.ts";
import { runRetention } from "../db/retention.ts";
import { purgeSessions } from "../db/sessions.ts";
import { applyDueTypeChanges } from "../db/subscription-type-changes.ts";
import { setUserNumber } from "../db/user-numbers.ts";
import type { PeopleParts } from "./api/parts.ts";

const minute = 60_000;
/** Data is counted by the operator a few times a day: looked at every so many minutes. */
const thresholdsEvery = 10;
const noPrimary = { kind: "primary", number: null, mobileProfile: null } as const;

/** What comes by the clock: people whose date has come, numbers that have rested, sessions that are over. Begins at once. @returns the function that stops it */
export function startHousekeeping(
  { db, keyring, now }: Pick<PeopleParts, "db" | "keyring" | "now">,
  onFault: (error: unknown) => void,
): () => Promise<void> {
  let stopped = false;
  let turn = 0;
  let hours = 0;
  let timer: NodeJS.Timeout | null = null;
  // What one of them cannot do keeps none of the others from its turn.
  const each = async (works: readonly (() => Promise<unknown>)[]): Promise<void> => {
    for (const work of works) if (!stopped) await work().catch(onFault);
  };
  const run = async (): Promise<void> => {
    await each([
      () => runDeactivations(db, now()),
      () => applyDueTypeChanges(db, now()),
      () => endQuarantines(db, now(), (of, actor) => setUserNumber(db, { ...of, ...noPrimary }, actor, now())),
      () => noticeDiversionEnds(db, keyring, now()),
      async () => turn++ % thresholdsEvery === 0 && noticeDataThresholds(db, keyring, now()),
      () => purgeSessions(db, now()),
      () => purgeTries(db, now()),
      () => purgeOperatorEvents(db, now()),
      () => purgeHoldings(db, now()),
      () => forgetSecrets(db, now()),
      () => purgeJobs(db, now()),
      () => forgetSelections(db, now()),
      async () => hours++ % 60 === 0 && runRetention(db, now(), onFault),
      () => purgeAudio(db, now()),
    ]);
    if (!stopped) timer = setTimeout(next, minute);
  };
  let running = Promise.resolve();
  const next = () => {
    running = run();
  };
  next();
  return async () => {
    stopped = true;
    if (timer) clearTimeout(timer);
    await running;
  };
}
