import { z } from "zod";
import { findPhonesByMac, type PhoneBrief } from "../../db/phone-briefs.ts";
import { cycleStates, listCycles, type PortCycle } from "../../db/port-cycles.ts";
import { listSites } from "../../db/sites.ts";
import { countFindings, listFindings, type OpenFinding } from "../../db/switch-findings.ts";
import { countPorts, findPlace, listPorts, listSeatedPhones, type SeatedPhone, type SwitchPort } from "../../db/switch-ports.ts";
import { listSwitches, type Switch, switchStates } from "../../db/switches.ts";
import type { Db } from "../../db/types.ts";
import type { VendorId } from "../../domain/plan.ts";
import { credentialKinds } from "../../domain/snmp-protocols.ts";
import { findingKinds } from "../../domain/switch-findings.ts";
import { cycleRefusal, cycleRefusals, poeStates, switchFaults, uplinkReasons, wattSources } from "../../domain/switch-port.ts";
import { findModel } from "../../templates/index.ts";
import { versionedView } from "../api/fields.ts";

const Named = z.strictObject({ id: z.string(), name: z.string() });

export const SwitchRowView = z.strictObject({
  ...versionedView,
  name: z.string(),
  address: z.string(),
  port: z.int(),
  site: Named.nullable(),
  readKind: z.enum(credentialKinds),
  /** Null: nothing may be written to it. */
  writeKind: z.enum(credentialKinds).nullable(),
  /** `never`: not asked yet; `failing`: it did not answer the last time. */
  state: z.enum(switchStates),
  fault: z.enum(switchFaults).nullable(),
  polledAt: z.string().nullable(),
  /** How old what is known of its ports is. */
  okAt: z.string().nullable(),
  /** As the switch calls itself. */
  systemName: z.string().nullable(),
  systemDescription: z.string().nullable(),
  ports: z.int(),
  links: z.int(),
  /** Ports that give power, and watts of those where it is told. */
  powered: z.int(),
  watts: z.number(),
  phones: z.int(),
  findings: z.int(),
});
export type SwitchRowView = z.infer<typeof SwitchRowView>;

const PhoneBriefView = z.strictObject({
  id: z.string(),
  label: z.string(),
  modelName: z.string(),
  user: Named.nullable(),
  lastContactAt: z.string().nullable(),
});

/** A phone on a port; `phone` null: nobody here has it. */
const SeatView = z.strictObject({
  mac: z.string(),
  phone: PhoneBriefView.nullable(),
  vlan: z.int().nullable(),
  /** `lldp`: it says so itself; `bridge`: its frames come in there. */
  source: z.enum(["lldp", "bridge"]),
  since: z.string(),
  /** When it was missed for the first time; null: it is there. */
  goneAt: z.string().nullable(),
});

const CycleView = z.strictObject({
  state: z.enum(cycleStates),
  fault: z.string().nullable(),
  askedAt: z.string(),
  askedBy: z.string(),
  endedAt: z.string().nullable(),
});

export const PortView = z.strictObject({
  port: z.int(),
  name: z.string(),
  alias: z.string(),
  enabled: z.boolean(),
  link: z.boolean(),
  /** Megabits a second. */
  speed: z.int().nullable(),
  vlan: z.int().nullable(),
  /** What phones are told there. */
  voiceVlan: z.int().nullable(),
  /** Null: the port gives no power. */
  poe: z.enum(poeStates).nullable(),
  watts: z.number().nullable(),
  wattsFrom: z.enum(wattSources).nullable(),
  neighbour: z.strictObject({ name: z.string(), model: z.string(), firmware: z.string(), phone: z.boolean() }).nullable(),
  /** Why it leads on to other equipment; null: it does not. */
  uplink: z.enum(uplinkReasons).nullable(),
  /** Addresses that were learnt on it, and those of them that are no phones. */
  addresses: z.int(),
  others: z.int(),
  changedAt: z.string(),
  phones: z.array(SeatView),
  /** The newest of a day. */
  cycle: CycleView.nullable(),
  /** Why its power may not be taken away; null: it may. */
  cycleRefusal: z.enum(cycleRefusals).nullable(),
});
export type PortView = z.infer<typeof PortView>;

export const FindingView = z.strictObject({
  id: z.string(),
  kind: z.enum(findingKinds),
  switch: Named,
  port: z.int(),
  portName: z.string(),
  mac: z.string(),
  /** Null: the organisation does not have it any more. */
  phone: PhoneBriefView.nullable(),
  /** The unknown phone that came to its port. */
  newMac: z.string().nullable(),
  /** Where a phone that moved was. */
  from: z.string().nullable(),
  at: z.string(),
});
export type FindingView = z.infer<typeof FindingView>;

export const SwitchView = SwitchRowView.extend({ front: z.array(PortView), notices: z.array(FindingView) });
export type SwitchView = z.infer<typeof SwitchView>;

/** Where a phone sits, with what is noticed about it. */
export const PlaceView = z.strictObject({
  place: z
    .strictObject({
      switch: Named,
      port: PortView,
      vlan: z.int().nullable(),
      source: z.enum(["lldp", "bridge"]),
      since: z.string(),
      goneAt: z.string().nullable(),
      okAt: z.string().nullable(),
      failing: z.boolean(),
    })
    .nullable(),
  notices: z.array(FindingView),
});
export type PlaceView = z.infer<typeof PlaceView>;

const none = { ports: 0, links: 0, powered: 0, deciwatts: 0, phones: 0 } as const;

/** A fixed number of queries for any number of switches. */
export async function switchRows(db: Db, organisationId: string, list: readonly Switch[]): Promise<SwitchRowView[]> {
  const counts = await countPorts(db, organisationId);
  const findings = await countFindings(db, organisationId);
  const sites = new Map((await listSites(db, organisationId)).map(({ id, name }) => [id, name]));
  return list.map((one) => {
    const { deciwatts, ...count } = counts.get(one.id) ?? none;
    const site = one.siteId === null ? undefined : sites.get(one.siteId);
    const { id, version, updatedAt, name, address, port, readKind, writeKind, state, fault, polledAt, okAt } = one;
    return {
      ...{ id, version, updatedAt, name, address, port, readKind, writeKind, state, fault, polledAt, okAt },
      ...{ systemName: one.systemName, systemDescription: one.systemDescription },
      site: one.siteId === null || site === undefined ? null : { id: one.siteId, name: site },
      ...{ ...count, watts: deciwatts / 10, findings: findings.get(id) ?? 0 },
    };
  });
}

/** One switch with its ports, who sits on them, and what is noticed. */
export async function switchView(db: Db, one: Switch, now: Date): Promise<SwitchView> {
  const { organisationId, id: switchId } = one;
  const [row] = await switchRows(db, organisationId, [one]);
  if (!row) throw new Error("a switch gives a row");
  const ports = await listPorts(db, switchId);
  const seated = Map.groupBy(await listSeatedPhones(db, { organisationId, switchId }), ({ port }) => port);
  const cycles = await listCycles(db, { switchId, since: dayBefore(now) });
  const front = ports.map((port) => portView(port, seated.get(port.port) ?? [], cycles.get(port.port), one.writeKind !== null));
  return { ...row, front, notices: await findingViews(db, organisationId, await listFindings(db, { organisationId, switchId })) };
}

export async function placeView(db: Db, phone: { organisationId: string; mac: string }, now: Date): Promise<PlaceView> {
  const { organisationId, mac } = phone;
  const found = await findPlace(db, phone);
  const notices = await findingViews(db, organisationId, await listFindings(db, { organisationId, mac }));
  if (!found) return { place: null, notices };
  const { switchId, switchName, writable, vlan, source, since, goneAt, okAt, failing } = found;
  const seated = await listSeatedPhones(db, { organisationId, switchId });
  const here = seated.filter(({ port }) => port === found.port.port);
  const cycles = await listCycles(db, { switchId, since: dayBefore(now) });
  const port = portView(found.port, here, cycles.get(found.port.port), writable);
  const place = { switch: { id: switchId, name: switchName }, port, vlan, source, since, goneAt, okAt, failing };
  return { place, notices };
}

function portView(port: SwitchPort, seated: readonly SeatedPhone[], cycle: PortCycle | undefined, writable: boolean): PortView {
  const { deciwatts, neighbour, poeIndex: _, poeDenials: __, position: ___, ...rest } = port;
  const here = seated.filter(({ goneAt }) => goneAt === null).map(({ mac }) => mac);
  return {
    ...rest,
    watts: deciwatts === null ? null : deciwatts / 10,
    neighbour: neighbour && {
      ...{ name: neighbour.name || neighbour.description, model: neighbour.model, firmware: neighbour.firmware },
      phone: neighbour.phone,
    },
    phones: seated.map(seatView),
    cycle: cycle ? cycleView(cycle) : null,
    cycleRefusal: cycleRefusal(port, here, null, writable),
  };
}

function seatView({ mac, phone, vlan, source, since, goneAt }: SeatedPhone): z.infer<typeof SeatView> {
  if (phone === null) return { mac, phone: null, vlan, source, since, goneAt };
  const { id, label, vendor, model, userId, firstName, lastName, lastContactAt } = phone;
  const user = userId === null ? null : { id: userId, name: [firstName, lastName].filter(Boolean).join(" ") };
  return { mac, phone: { id, label, modelName: modelName(vendor, model), user, lastContactAt }, vlan, source, since, goneAt };
}

function modelName(vendor: VendorId, model: string): string {
  return findModel(vendor, model)?.name ?? model;
}

export function cycleView({ state, fault, askedAt, askedBy, endedAt }: PortCycle): z.infer<typeof CycleView> {
  return { state, fault, askedAt, askedBy, endedAt };
}

/** Two queries for any number of findings. */
export async function findingViews(db: Db, organisationId: string, list: readonly OpenFinding[]): Promise<FindingView[]> {
  const phones = await findPhonesByMac(db, { organisationId, macs: list.map(({ mac }) => mac) });
  const names = await switchNames(db, organisationId, list);
  return list.map(({ id, kind, switchId, port, detail, mac, newMac, at }) => {
    const phone = phones.get(mac);
    return {
      ...{ id, kind, port, portName: detail.port, mac, newMac, from: detail.from ?? null, at },
      switch: { id: switchId, name: names.get(switchId) ?? "" },
      phone: phone ? briefView(phone) : null,
    };
  });
}

function briefView({ id, label, vendor, model, userId, userName, lastContactAt }: PhoneBrief) {
  const user = userId === null ? null : { id: userId, name: userName ?? "" };
  return { id, label, modelName: modelName(vendor, model), user, lastContactAt };
}

async function switchNames(db: Db, organisationId: string, list: readonly OpenFinding[]): Promise<ReadonlyMap<string, string>> {
  if (list.length === 0) return new Map();
  return new Map((await listSwitches(db, organisationId)).map(({ id, name }) => [id, name]));
}

function dayBefore(now: Date): Date {
  return new Date(now.getTime() - 86_400_000);
}
