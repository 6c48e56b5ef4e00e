import { MembersInput, setMembers } from "../../../db/group-members.ts";
import { addTrustedNetwork } from "../../../db/networks.ts";
import { createOrganisationToken } from "../../../db/organisation-tokens.ts";
import { createPerson } from "../../../db/people-create.ts";
import { setLayoutKeys } from "../../../db/phone-keys.ts";
import { setPhoneAccounts } from "../../../db/phones.ts";
import { loadPlanSources } from "../../../db/plan-source.ts";
import { lookAtRollout } from "../../../db/rollout-rounds.ts";
import { createRollout, RolloutInput } from "../../../db/rollouts.ts";
import type { Keyring } from "../../../db/secrets.ts";
import { setRawParameter, setSetting } from "../../../db/settings.ts";
import {
  aContact,
  aContactList,
  aGroup,
  aLayout,
  aMenu,
  anAnnouncement,
  anOrganisation,
  aPhone,
  aSipAccount,
  aSite,
  testActor,
  testKeyring,
  testNow,
} from "../../../db/testing/builders.ts";
import { rotatePhoneToken } from "../../../db/tokens.ts";
import type { Db } from "../../../db/types.ts";
import { composePlan } from "../../../domain/compose-plan.ts";
import type { KeyKind, KeyTarget } from "../../../domain/phone-key.ts";
import { findModel, vendorOf } from "../../../templates/index.ts";

const key = (place: string, kind: KeyKind, target: KeyTarget | null, more: { label?: string; value?: string } = {}) => {
  const [module = 0, index = 0] = place.split("/").map(Number);
  return { place: { module, index }, kind, target, account: 1, label: null, value: null, locked: false, ...more };
};

/** Every byte of every phone's files, by MAC and role. */
export async function filesOf(db: Db, organisationId: string, keyring: Keyring = testKeyring): Promise<Record<string, string>> {
  const rows: { id: string; mac: string }[] = await db("phone")
    .where("organisation_id", organisationId)
    .whereNot("state", "retired")
    .select("id", "mac");
  const sources = await loadPlanSources(
    db,
    keyring,
    rows.map(({ id }) => id),
  );
  const files: Record<string, string> = {};
  for (const source of sources.values()) {
    const { vendor: make, modelId, mac } = source.phone;
    const model = findModel(make, modelId);
    if (!model) throw new Error(modelId);
    const plan = composePlan(source, { ...model, id: model.model }, "https://telefoner.example.se");
    const vendor = vendorOf(make);
    for (const role of vendor.roles(modelId)) {
      const made = vendor.render(role, plan);
      if (made) files[`${mac} ${role}`] = Buffer.from(made.body).toString("utf8");
    }
  }
  return files;
}

/** A firm with phones of all makes, lines with gaps, keys of all kinds that follow somebody, settings at every layer. */
export async function aRichFirm(db: Db): Promise<string> {
  const { id: organisationId } = await anOrganisation(db, { title: "Björkö Bygg AB" });
  const person = (firstName: string, extension: string) =>
    createPerson(
      db,
      { organisationId, firstName, lastName: "Öberg", extension, primaryNumber: `08-465 004 ${extension.slice(1)}` },
      "all",
      testActor,
      testNow,
    );
  const [anna, bo] = [await person("Anna", "401"), await person("=Bo", "402")];
  const site = await aSite(db, organisationId, { name: "Hamnen; kaj 4" });
  const layout = await aLayout(db, organisationId, { name: 'Reception "entré"' });
  const group = await aGroup(db, organisationId, { name: "Växeln", extension: "400" });
  const contact = await aContact(db, await aContactList(db, organisationId));
  const line = (sipUser: string, more = {}) =>
    aSipAccount(db, organisationId, {
      sipUser,
      secret: `s=3cr3t!${sipUser}`,
      registrar: { host: "sip.example.se", port: 5061 },
      ...more,
    });
  const lines = [
    await line("401", { userId: anna.id, authUser: "a401" }),
    await line("402", { userId: bo.id, label: "Bo, kajen" }),
  ];
  const shared = await line("kajen");
  const user = (id: string): KeyTarget => ({ kind: "user", id });
  const number = (digits: string): KeyTarget => ({ kind: "number", number: digits });
  const put = (keys: ReturnType<typeof key>[]) => ({ keys });
  const tall = { label: "Disken", userId: anna.id, siteId: site.id, layoutId: layout.id };
  const yealink = await aPhone(db, organisationId, {
    ...{ vendor: "yealink", model: "T46U", modules: ["EXP43"], ...tall },
    ...put([
      key("0/3", "blf", user(bo.id)),
      key("1/2", "groupLogin", { kind: "group", id: group.id }),
      key("0/9", "speedDial", number("+46313900610"), { label: "=Grus" }),
    ]),
  });
  const snom = await aPhone(db, organisationId, {
    ...{ vendor: "snom", model: "D785", label: "Kajen", userId: bo.id },
    ...put([
      key("0/4", "speedDial", { kind: "contact", id: contact.id }),
      key("0/5", "url", null, { value: "https://intra.example.se/?a=1;b" }),
    ]),
  });
  const poly = await aPhone(db, organisationId, {
    vendor: "polycom",
    model: "VVX450",
    siteId: site.id,
    ...put([key("0/6", "blf", user(anna.id), { label: "" })]),
  });
  const give = (id: string, accounts: (string | null)[]) =>
    setPhoneAccounts(db, { organisationId, id, accounts }, testActor, testNow);
  await give(yealink.id, [lines[0]?.id ?? "", null, shared.id]);
  await give(snom.id, [lines[1]?.id ?? ""]);
  await give(poly.id, [null, shared.id]);
  await setLayoutKeys(
    db,
    {
      organisationId,
      layoutId: layout.id,
      keys: [key("0/7", "park", null, { value: "*68" }), { ...key("0/8", "dnd", null), locked: true }],
    },
    testActor,
    testNow,
  );
  const say = (at: Parameters<typeof setSetting>[1]["at"], name: string, value: never) =>
    setSetting(db, { at, name, value }, testActor, testNow);
  await say({ layer: "organisation", organisationId }, "audio.codecs", ["pcma", "g722"] as never);
  await say({ layer: "site", organisationId, siteId: site.id }, "phone.ntpServer", "tid.example.se" as never);
  await say({ layer: "layout", organisationId, layoutId: layout.id }, "phone.callWaiting", false as never);
  await say({ layer: "model", organisationId, vendor: "snom", model: "D785" }, "exchange.outboundProxy", {
    host: "proxy.example.se",
    port: null,
  } as never);
  await say({ layer: "phone", organisationId, phoneId: poly.id }, "phone.clock24h", false as never);
  const raw = { at: { layer: "phone", organisationId, phoneId: yealink.id }, vendor: "yealink" } as const;
  await setRawParameter(db, { ...raw, name: "phone_setting.backlight_time", value: "" }, testActor, testNow);
  await setRawParameter(db, { ...raw, name: "features.dtmf.hide", value: "=1;2" }, testActor, testNow);
  await around(db, organisationId, { anna: anna.id, bo: bo.id, group: group.id, site: site.id, yealink: yealink.id });
  return organisationId;
}

type Ids = Readonly<Record<"anna" | "bo" | "group" | "site" | "yealink", string>>;

/** What stands around the phones: who is where, how calls are answered, who reads what, a roll-out under way. */
async function around(db: Db, organisationId: string, { anna, bo, group, site, yealink }: Ids): Promise<void> {
  const { members } = MembersInput.parse({ members: [{ userId: bo, viaMobile: true }, { userId: anna }] });
  await setMembers(db, { organisationId, groupId: group, members }, testActor, testNow);
  const welcome = await anAnnouncement(db, organisationId, { name: "Välkommen" });
  const toGroup = { kind: "group" as const, id: group };
  await aMenu(db, organisationId, {
    ...{ name: "Huvudmeny", number: "08-465 004 90", welcomeId: welcome.id },
    keys: [{ key: "1" as const, destination: toGroup }],
  });
  await aContact(db, await aContactList(db, organisationId, { name: "Grossister; väst", forEveryone: true }), {
    company: "=Åkeri",
  });
  const operator = { layer: "operator" } as const;
  await setSetting(db, { at: operator, name: "phonebook.ldap", value: "ldaps://bok.example.se" }, testActor, testNow);
  await setRawParameter(
    db,
    {
      at: { layer: "model", organisationId: null, vendor: "snom", model: "D785" },
      vendor: "snom",
      name: "with_flash",
      value: "on",
    },
    testActor,
    testNow,
  );
  await addTrustedNetwork(db, { organisationId, siteId: site, cidr: "10.20.0.0/16", note: "" }, testActor, testNow);
  await createOrganisationToken(db, testKeyring, { organisationId, name: "DHCP" }, testActor, testNow);
  await rotatePhoneToken(db, testKeyring, { organisationId, id: yealink }, testActor, testNow);
  const at = { layer: "organisation", organisationId } as const;
  const values = [{ at, name: "phone.syslogServer", value: "logg.example.se" }];
  const rings = [{ of: { kind: "phones" as const, phoneIds: [yealink] } }, { of: { kind: "rest" as const } }];
  const rollout = await createRollout(
    db,
    { ...RolloutInput.parse({ name: "Loggar", values, rings }), organisationId },
    testActor,
    testNow,
  );
  await lookAtRollout(db, rollout.id, testActor, testNow);
}
