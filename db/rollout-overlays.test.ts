import { expect, it } from "vitest";
import { getPhone } from "./phones.ts";
import { loadPlanSources } from "./plan-source.ts";
import { lookAtRollout } from "./rollout-rounds.ts";
import { createRollout, RolloutInput } from "./rollouts.ts";
import { setSetting } from "./settings.ts";
import { anOrganisation, aPhone, aSite, testActor, testKeyring, testNow } from "./testing/builders.ts";
import { testDatabases } from "./testing/databases.ts";

it.each(testDatabases())(
  "what a roll-out takes away no longer covers what is said below it, and who has it is raised, on $name",
  async ({ connect }) => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const site = await aSite(db, organisationId);
    const { id } = await aPhone(db, organisationId, { siteId: site.id });
    const organisation = { layer: "organisation", organisationId } as const;
    const at = { layer: "site", organisationId, siteId: site.id } as const;
    const say = (where: typeof organisation | typeof at, value: string) =>
      setSetting(db, { at: where, name: "phone.ntpServer", value }, testActor, testNow);
    const revision = async () => (await getPhone(db, { organisationId, id })).revision;
    const layers = async () => (await loadPlanSources(db, testKeyring, [id])).get(id)?.layers ?? [];
    await say(organisation, "ntp1.example.se");
    await say(at, "ntp2.example.se");
    const covered = await revision();
    await say(organisation, "ntp3.example.se");
    expect(await revision()).toBe(covered);
    const values = [{ at, name: "phone.ntpServer" }];
    const input = RolloutInput.parse({ name: "Bort med platsens", values, rings: [{ of: { kind: "rest" } }] });
    const rollout = await createRollout(db, { ...input, organisationId }, testActor, testNow);
    await lookAtRollout(db, rollout.id, testActor, testNow);
    expect((await layers()).map(({ layer, values: said }) => [layer, said["phone.ntpServer"]?.value])).toEqual([
      ["organisation", "ntp3.example.se"],
    ]);
    const raised = await revision();
    await say(organisation, "ntp4.example.se");
    expect(await revision()).toBe(raised + 1);
    await expect(say(at, "ntp5.example.se")).rejects.toMatchObject({ code: "setting_in_rollout" });
  },
);
