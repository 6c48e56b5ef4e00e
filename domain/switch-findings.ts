import { missedFor, type PortState } from "./switch-port.ts";

/**
 * What is noticed about phones on switches. `phone_moved`: it sits on another port than before. `new_phone`: an unknown
 * phone came to the port of one that is not seen any more. `phone_silent`: the port is alive, the phone is not. The
 * others say why a port is dead under a phone that was on it.
 */
export const findingKinds = [
  "new_phone",
  "phone_silent",
  "poe_denied",
  "poe_fault",
  "port_off",
  "port_dead",
  "phone_moved",
] as const;
export type FindingKind = (typeof findingKinds)[number];

export type Finding = {
  readonly kind: FindingKind;
  readonly port: number;
  /** Of the phone that it is about. */
  readonly mac: string;
  /** Of the phone that came instead. */
  readonly newMac: string | null;
};

/** A phone of the organisation whose place is on the switch. */
export type PlacedPhone = {
  readonly mac: string;
  readonly port: number;
  /** When it was missed for the first time; null: it is there. */
  readonly goneAt: string | null;
  /** What the exchange says last; null: nothing. */
  readonly registered: boolean | null;
};

/** A move is told of for so long. Milliseconds. */
export const movesStayFor = 7 * 86_400_000;

/**
 * What is to be said of the phones on one switch, beside moves.
 *
 * @param strangers phones on its ports that nobody in the organisation has, by port
 */
export function findingsOf(
  ports: ReadonlyMap<number, PortState>,
  phones: readonly PlacedPhone[],
  strangers: ReadonlyMap<number, readonly string[]>,
  now: Date,
): Finding[] {
  const present = new Set(phones.filter(({ goneAt }) => goneAt === null).map(({ port }) => port));
  return phones.flatMap(({ mac, port, goneAt, registered }): Finding[] => {
    const about = { port, mac, newMac: null };
    if (goneAt === null) return registered === false ? [{ ...about, kind: "phone_silent" }] : [];
    const facts = ports.get(port);
    // Another of the organisation's phones is there now: whoever moved it knows.
    if (!facts || facts.uplink !== null || present.has(port)) return [];
    const [stranger] = strangers.get(port) ?? [];
    if (stranger !== undefined) return [{ ...about, kind: "new_phone", newMac: stranger }];
    if (now.getTime() - Date.parse(goneAt) < missedFor) return [];
    return [{ ...about, kind: whyDead(facts) }];
  });
}

function whyDead({ enabled, link, poe }: PortState): FindingKind {
  if (!enabled || (poe === "off" && !link)) return "port_off";
  if (poe === "denied") return "poe_denied";
  if (poe === "fault") return "poe_fault";
  return link || poe === "delivering" ? "phone_silent" : "port_dead";
}
