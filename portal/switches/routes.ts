import { z } from "zod";
import { getPhone } from "../../db/phones.ts";
import { askPortCycle } from "../../db/port-cycles.ts";
import { dismissFinding, listFindings } from "../../db/switch-findings.ts";
import {
  AddSwitch,
  addSwitch,
  askSwitchNow,
  ChangeSwitch,
  changeSwitch,
  getSwitch,
  listSwitches,
  removeSwitch,
  type Switch,
} from "../../db/switches.ts";
import { readQuery, searchRank } from "../../domain/search.ts";
import { deleteAsRead } from "../api/fields.ts";
import { orderQuery, pageOf, pageOfAll, pageQuery, searchQuery } from "../api/paging.ts";
import { type Answer, created, done, ok, type RawAsk, type Route, route } from "../api/route.ts";
import { FindingView, findingViews, PlaceView, placeView, SwitchRowView, SwitchView, switchRows, switchView } from "./views.ts";

const tag = "Switches";
const params = z.strictObject({ switch: z.string().max(200) });
const portParams = params.extend({ port: z.string().regex(/^\d{1,10}$/) });
const example = {
  name: "Plan 2",
  address: "{address}",
  siteId: "{site}",
  read: { kind: "v2c", community: "lasning" },
  write: {
    ...{ kind: "v3", user: "klyka", auth: "sha256", authKey: "en hemlig nyckel" },
    ...{ priv: "aes", privKey: "en till hemlig" },
  },
};

export const switchRoutes: readonly Route[] = [
  route("administrator", {
    method: "get",
    path: "/switches",
    tag,
    summary: "Switches, by name, with how many phones sit on each and what is noticed.",
    query: z.strictObject({ q: searchQuery, ...pageQuery, order: orderQuery }),
    answer: pageOf(SwitchRowView),
    handle: async ({ parts, who, query: { q, ...page } }) => {
      const rows = await switchRows(parts.db, who.organisationId, await listSwitches(parts.db, who.organisationId));
      const asked = readQuery(q);
      const words = (one: SwitchRowView) => [one.name, one.address, one.systemName ?? "", one.site?.name ?? ""];
      const found = q.trim() === "" ? rows : rows.filter((one) => searchRank(asked, words(one)) !== null);
      return ok(pageOfAll(found, (one) => one.name, page));
    },
  }),
  route("administrator", {
    method: "post",
    path: "/switches",
    tag,
    summary: "Adds a switch, by an address in one of the organisation's networks. What opens it is never read back.",
    body: AddSwitch,
    answer: SwitchRowView,
    example,
    handle: async ({ parts, who, body, now }) => {
      const { organisationId } = who;
      const one = await addSwitch(parts.db, parts.keyring, { organisationId, ...body }, who.actor, now);
      const [view] = await switchRows(parts.db, organisationId, [one]);
      return created(view, one.version);
    },
  }),
  route("administrator", {
    method: "get",
    path: "/switch-findings",
    tag,
    summary: "What is noticed about phones on switches, newest first: moved, silent on a live port, without power, replaced.",
    answer: z.strictObject({ findings: z.array(FindingView) }),
    handle: async ({ parts, who: { organisationId } }) => {
      const list = await listFindings(parts.db, { organisationId });
      return ok({ findings: await findingViews(parts.db, organisationId, list) });
    },
  }),
  route("administrator", {
    method: "post",
    path: "/switch-findings/:finding/dismiss",
    tag,
    summary: "Hides something that is noticed: it is not told again while it stays so.",
    params: z.strictObject({ finding: z.string().max(200) }),
    handle: async ({ parts, who, params, now }) => {
      await dismissFinding(parts.db, { organisationId: who.organisationId, id: params.finding }, who.actor, now);
      return done();
    },
  }),
  route("administrator", {
    method: "get",
    path: "/switches/:switch",
    tag,
    summary: "One switch with its ports as on its front, who sits on them, and what is noticed.",
    params,
    answer: SwitchView,
    handle: (asked) => answered(asked, asked.params.switch),
  }),
  route("administrator", {
    method: "patch",
    path: "/switches/:switch",
    tag,
    summary: "Changes a switch. What is absent stays, also what opens it; with another address or port it has to be said anew.",
    params,
    body: ChangeSwitch,
    answer: SwitchView,
    example: { name: "Plan 3", siteId: "{site}", write: null },
    versioned: true,
    handle: async (asked) => {
      const { parts, who, params, body, version, now } = asked;
      const by = { organisationId: who.organisationId, id: params.switch };
      await changeSwitch(parts.db, parts.keyring, { ...by, version, ...body }, who.actor, now);
      return answered(asked, params.switch);
    },
    current: (asked) => answered(asked, asked.params.switch),
  }),
  route("administrator", {
    method: "delete",
    path: "/switches/:switch",
    tag,
    summary: "Removes a switch: it is not asked any more, and what was known of its ports is forgotten.",
    params,
    versioned: true,
    handle: async ({ parts, who, params, version, now }) => {
      const by = { organisationId: who.organisationId, id: params.switch };
      const read = (trx: typeof parts.db) => getSwitch(trx, by);
      await deleteAsRead(parts.db, version, read, (trx) => removeSwitch(trx, by, who.actor, now));
      return done();
    },
    current: (asked) => answered(asked, asked.params.switch),
  }),
  route("administrator", {
    method: "post",
    path: "/switches/:switch/ask",
    tag,
    summary: "Asks the switch as soon as may be, instead of when its time comes.",
    params,
    handle: async ({ parts, who, params, now }) => {
      await askSwitchNow(parts.db, { organisationId: who.organisationId, id: params.switch }, now);
      return done();
    },
  }),
  route("administrator", {
    method: "post",
    path: "/switches/:switch/ports/:port/cycle",
    tag,
    summary:
      "Takes the power from a port for some seconds, so that the phone on it starts again. Refused for uplinks, and where more hangs.",
    params: portParams,
    /** The phone that is meant; null: whatever hangs there. */
    body: z.strictObject({ mac: z.string().max(20).nullable() }),
    answer: SwitchView,
    example: { mac: null },
    handle: async (asked) => {
      const { parts, who, params, body, now } = asked;
      const input = { organisationId: who.organisationId, switchId: params.switch, port: Number(params.port), mac: body.mac };
      await askPortCycle(parts.db, input, who.actor, now);
      return answered(asked, params.switch);
    },
  }),
  route("administrator", {
    method: "get",
    path: "/phones/:phone/place",
    tag,
    summary: "On which switch and port a phone sits, with its VLAN and power.",
    params: z.strictObject({ phone: z.string().max(200) }),
    answer: PlaceView,
    handle: async ({ parts, who, params, now }) => {
      const { organisationId, mac } = await getPhone(parts.db, { organisationId: who.organisationId, id: params.phone });
      return ok(await placeView(parts.db, { organisationId, mac }, now));
    },
  }),
];

async function answered(
  { parts, who, now }: Pick<RawAsk, "parts" | "now"> & { who: { organisationId: string } },
  id: string,
): Promise<Answer> {
  const one: Switch = await getSwitch(parts.db, { organisationId: who.organisationId, id });
  return ok(await switchView(parts.db, one, now), one.version);
}
