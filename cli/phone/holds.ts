import type { Command } from "commander";
import { denyHold, type Hold, listHolds, releaseHold } from "../../db/phone-holds.ts";
import { expectNothing, expectPhone } from "../../db/phone-homes.ts";
import { DomainError } from "../../domain/errors.ts";
import type { App } from "../app.ts";
import { addCommand, flag, text } from "../command.ts";
import { facts, table } from "../output.ts";
import { parseWhole } from "../parse.ts";
import { resolvePhone } from "../resolve.ts";

type Listed = Hold & { readonly mac: string };

/** Who had a phone's proof without looking like it, and what becomes of them. */
export function registerHolds(group: Command, app: App): void {
  addCommand(group, {
    usage: "holds [mac]",
    summary: "Lists who had a phone's proof and did not look like it: another network, program or older firmware.",
    examples: ["phone holds", "phone holds 80:5e:c0:12:34:56 --all --json"],
    options: { all: flag("--all", "those too about which somebody has decided") },
    run: async ({ mac }, { all }) => {
      const { db } = await app.store();
      const phone = mac === undefined ? null : await resolvePhone(db, mac);
      const by = { organisationId: phone?.organisationId ?? null, phoneId: phone?.id };
      print(app, await listHolds(db, { ...by, open: !all }));
    },
  });
  addCommand(group, {
    usage: "release <mac> [hold]",
    summary: "It was the phone: whoever looks like the hold is served from now on. Without an id all that are undecided.",
    examples: ["phone release 80:5e:c0:12:34:56"],
    options: {},
    run: async ({ mac, hold }) => {
      const { db } = await app.store();
      const phone = await resolvePhone(db, mac);
      const by = { organisationId: phone.organisationId, phoneId: phone.id };
      const ids = await undecided(app, by, hold);
      const released: Listed[] = [];
      for (const id of ids.slice(0, 50))
        released.push({ ...(await releaseHold(db, { ...by, id }, app.actor, app.io.now())), mac: phone.mac });
      print(app, released);
    },
  });
  addCommand(group, {
    usage: "deny <mac> [hold]",
    summary: "It was not the phone: it stays out, and the phone gets a new token. The old one holds until the new one is used.",
    examples: ["phone deny 80:5e:c0:12:34:56"],
    options: {},
    run: async ({ mac, hold }) => {
      const { db, keyring } = await app.store();
      const phone = await resolvePhone(db, mac);
      const by = { organisationId: phone.organisationId, phoneId: phone.id };
      const ids = await undecided(app, by, hold);
      const denied: Listed[] = [];
      for (const id of ids.slice(0, 50))
        denied.push({ ...(await denyHold(db, keyring, { ...by, id }, app.actor, app.io.now())), mac: phone.mac });
      print(app, denied);
    },
  });
  addCommand(group, {
    usage: "expect <mac>",
    summary: "Says beforehand that a phone moves or gets older firmware: something strange is believed once within that time.",
    examples: ["phone expect 80:5e:c0:12:34:56 --hours 48", "phone expect 80:5e:c0:12:34:56 --cancel"],
    options: {
      hours: text("--hours <hours>", "how long (default 24, at most 336)"),
      cancel: flag("--cancel", "takes it back"),
    },
    run: async ({ mac }, { hours, cancel }) => {
      const { db } = await app.store();
      const phone = await resolvePhone(db, mac);
      const by = { organisationId: phone.organisationId, phoneId: phone.id };
      if (cancel) {
        await expectNothing(db, by, app.actor, app.io.now());
        return app.print({ expectedUntil: null }, () => facts([["expected until", "not expected"]]));
      }
      const input = { ...by, hours: parseWhole(hours ?? "24", "--hours", 1, 336) };
      const expectedUntil = await expectPhone(db, input, app.actor, app.io.now());
      app.print({ expectedUntil }, () => facts([["expected until", expectedUntil]]));
    },
  });
}

/** The one that is named, or all that nobody has decided about. @throws DomainError `hold_not_found` */
async function undecided(
  app: App,
  by: { readonly organisationId: string; readonly phoneId: string },
  id: string | undefined,
): Promise<string[]> {
  if (id !== undefined) return [id];
  const { db } = await app.store();
  const ids = (await listHolds(db, { ...by, open: true })).map((one) => one.id);
  if (ids.length === 0) throw new DomainError("hold_not_found");
  return ids;
}

function print(app: App, holds: readonly Listed[]): void {
  app.print(holds, () =>
    table(
      ["last asked", "phone", "from", "by", "user agent", "strange", "times", "state", "id"],
      holds.map((one) => [
        one.lastAt,
        one.mac,
        one.address,
        one.transport,
        one.userAgent,
        one.reasons.join(", "),
        one.count,
        one.state,
        one.id,
      ]),
    ),
  );
}
