import { AnsweringInput, updateResponseGroup } from "../../db/response-groups.ts";
import type { Actor } from "../../db/types.ts";
import type { Seed } from "./seed.ts";
import { idOf, type Targets } from "./seed-phones.ts";

/** How each group answers: whom it rings first, what callers hear, and where they go on to. */
export async function seedAnswering(
  seed: Seed,
  { users, groups }: Pick<Targets, "users" | "groups">,
  heard: ReadonlyMap<string, string>,
  by: Actor,
): Promise<void> {
  const { db, organisationId, times } = seed;
  const user = (extension: string) => ({ kind: "user", id: idOf(users, extension) }) as const;
  const voicemail = (extension: string) => ({ kind: "voicemail", id: idOf(users, extension) }) as const;
  const group = (name: string) => ({ kind: "group", id: idOf(groups, name) }) as const;
  const say = (name: string) => idOf(heard, name);
  const set = async (name: string, said: object, time: string) => {
    const input = { organisationId, id: idOf(groups, name), ...AnsweringInput.parse(said) };
    await updateResponseGroup(db, input, by, times.before(35, time));
  };
  const main = {
    ...{ distribution: "fixedOrder", ringSeconds: 15, wrapUpSeconds: 5 },
    ...{ presentation: "groupNameAndCaller", presentationPrefix: "VX", saysPosition: true },
    ...{ maxQueue: 10, full: { destination: voicemail("401") }, nobody: { destination: voicemail("401") } },
    redirects: [
      { afterSeconds: 40, destination: user("407") },
      { afterSeconds: 90, destination: voicemail("401"), announcementId: say("Du står i kö") },
    ],
  };
  await set("Växeln", main, "08:20");
  const service = {
    ...{
      distribution: "rotating",
      ringSeconds: 20,
      wrapUpSeconds: 15,
      presentation: "groupNameAndCaller",
      presentationPrefix: "KT",
    },
    redirects: [
      { afterSeconds: 60, destination: user("401") },
      { afterSeconds: 120, destination: voicemail("407") },
    ],
  };
  await set("Kundtjänst", service, "08:35");
  const workshop = { distribution: "longestIdle", redirects: [{ afterSeconds: 45, destination: group("Växeln") }] };
  await set("Verkstaden", workshop, "08:40");
  const onCall = {
    ...{ ringSeconds: 30, ringsDiverted: true, presentation: "groupNumber" },
    redirects: [{ afterSeconds: 60, destination: { kind: "number", number: "0980-319 250" } }],
  };
  await set("Jouren", onCall, "08:50");
}
