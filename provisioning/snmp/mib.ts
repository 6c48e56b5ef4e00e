import type { FleetCounters } from "../../db/snmp-counters.ts";
import { type StandingReason, standingReasons } from "../../domain/standing.ts";

/** Where Klyka's objects lie: as `docs/KLYKA-MIB.txt` says. @param enterprise number that IANA has assigned to whoever runs it */
export function klykaOids(enterprise: number) {
  const root = `1.3.6.1.4.1.${enterprise}.1`;
  return {
    root,
    scalars: [
      ["klykaPhones", `${root}.1.1`, (one) => one.phones],
      ["klykaPhonesCurrent", `${root}.1.2`, (one) => one.current],
      ["klykaPhonesWaiting", `${root}.1.3`, (one) => one.waiting],
      ["klykaPhonesStopped", `${root}.1.4`, (one) => one.stopped],
      ["klykaOrganisations", `${root}.1.5`, (one) => one.organisations],
      ["klykaSwitches", `${root}.2.1`, (one) => one.switches],
      ["klykaSwitchesFailing", `${root}.2.2`, (one) => one.switchesFailing],
      ["klykaOpenAlarms", `${root}.2.3`, (one) => one.openAlarms],
      ["klykaRollouts", `${root}.2.4`, (one) => one.rollouts],
      ["klykaRolloutsHalted", `${root}.2.5`, (one) => one.rolloutsHalted],
    ] satisfies readonly (readonly [string, string, (counters: FleetCounters) => number])[],
    /** klykaReasonEntry: index, name, phones. */
    reasons: `${root}.3.1`,
    notifications: { rolloutHalted: `${root}.0.1`, alarm: `${root}.0.2` },
    told: {
      kind: `${root}.4.1.0`,
      organisation: `${root}.4.2.0`,
      detail: `${root}.4.3.0`,
      address: `${root}.4.4.0`,
      mac: `${root}.4.5.0`,
      at: `${root}.4.6.0`,
    },
  } as const;
}

/** The row of each reason in klykaReasonTable, from 1: new ones come at the end. */
export const reasonRows: readonly (readonly [row: number, reason: StandingReason])[] = standingReasons.map((reason, at) => [
  at + 1,
  reason,
]);
