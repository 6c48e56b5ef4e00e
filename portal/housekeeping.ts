import { purgeAudio } from "../db/announcement-audio.ts";
import { noticeDataThresholds } from "../db/data-notices.ts";
import { runDeactivations } from "../db/deactivations.ts";
import { noticeDiversionEnds } from "../db/end-notices.ts";
import { forgetSecrets } from "../db/message-outbox.ts";
import { purgeHoldings } from "../db/number-holders.ts";
import { endQuarantines } from "../db/number-quarantine.ts";
import { purgeOperatorEvents } from "../db/operator-events.ts";
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
  const run = async (): Promise<void> => {
    try {
      await runDeactivations(db, now());
      await applyDueTypeChanges(db, now());
      await endQuarantines(db, now(), (of, actor) => setUserNumber(db, { ...of, ...noPrimary }, actor, now()));
      await noticeDiversionEnds(db, keyring, now());
      if (turn++ % thresholdsEvery === 0) await noticeDataThresholds(db, keyring, now());
      await purgeSessions(db, now());
      await purgeOperatorEvents(db, now());
      await purgeHoldings(db, now());
      await forgetSecrets(db, now());
      if (hours++ % 60 === 0) await runRetention(db, now(), onFault);
      await purgeAudio(db, now());
    } catch (error) {
      onFault(error);
    }
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
