import { z } from "zod";
import { findRollout } from "../rollout-rows.ts";
import { includePhone, pauseRollout, resumeRollout, skipPhone, takeBackRollout } from "../rollouts.ts";
import type { Db } from "../types.ts";
import type { Undoer, Undoing } from "./undoer.ts";

const of = ({ organisationId, id }: Undoing) => ({ organisationId, id });
const State = z.object({ state: z.string() });
const Skip = z.object({ phoneId: z.string(), skipped: z.boolean() });

const stateNow = async (trx: Db, undoing: Undoing) => ({ state: (await findRollout(trx, of(undoing)))?.state ?? null });

/** Paused, or gone on: the other of the two. One that has stopped by itself does not stop again because somebody says so. */
const moved: Undoer = {
  current: stateNow,
  putBack: (trx, undoing) => {
    const { state } = State.parse(undoing.before);
    return (state === "running" ? resumeRollout : pauseRollout)(trx, of(undoing), undoing.actor, undoing.now);
  },
  when: (_, before) => ["running", "paused"].includes(State.safeParse(before).data?.state ?? ""),
};

const skipped: Undoer = {
  current: async (trx, { id, after }) => {
    const { phoneId } = Skip.parse(after);
    const row: { state: string } | undefined = await trx("rollout_phone")
      .where({ rollout_id: id, phone_id: phoneId })
      .first("state");
    return { phoneId: row ? phoneId : null, skipped: row?.state === "skipped" };
  },
  putBack: (trx, undoing) => {
    const { phoneId, skipped: was } = Skip.parse(undoing.before);
    return (was ? skipPhone : includePhone)(trx, { ...of(undoing), phoneId }, undoing.actor, undoing.now);
  },
};

export const rolloutUndoers: Readonly<Record<string, Undoer>> = {
  // Nobody who has got it keeps it.
  "rollout.created": {
    current: async (trx, undoing) => {
      const rollout = await findRollout(trx, of(undoing));
      const live = rollout && ["running", "paused", "halted"].includes(rollout.state);
      return live ? undoing.after : Object.fromEntries(Object.keys(undoing.after).map((name) => [name, null]));
    },
    putBack: (trx, undoing) => takeBackRollout(trx, of(undoing), undoing.actor, undoing.now),
  },
  "rollout.paused": moved,
  "rollout.resumed": moved,
  "rollout.phone_skipped": skipped,
  "rollout.phone_included": skipped,
};
