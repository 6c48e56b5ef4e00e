import type { Command } from "commander";
import { byState, countStandings, standingOfOrganisations } from "../../db/fleet.ts";
import { pagePhones } from "../../db/phone-pages.ts";
import { reasonAt, standingReasons, stateOfReason } from "../../domain/standing.ts";
import { standingWords } from "../../domain/standing-words.ts";
import type { App } from "../app.ts";
import { addCommand, addGroup, choice, flag, text } from "../command.ts";
import { table } from "../output.ts";
import { parseWhole } from "../parse.ts";
import { resolveOrganisation } from "../resolve.ts";

const organisation = text("--organisation <name>", "only this organisation's");

/** Whether phones have what they should, by the same rule and in the same words as the web app. */
export function register(program: Command, app: App): void {
  const group = addGroup(program, "fleet", "The fleet: which phones do not have what they should, and why.", ["fleet show"]);
  addCommand(group, {
    usage: "show",
    isDefault: true,
    summary: "Counts phones by how they stand.",
    examples: ["fleet show", 'fleet show --organisation "Björkö Bygg AB"', "fleet show --by-organisation --json"],
    options: { organisation, byOrganisation: flag("--by-organisation", "one row for each organisation") },
    run: async (_, options) => {
      const { db } = await app.store();
      const whose = options.organisation === undefined ? null : (await resolveOrganisation(db, options.organisation)).id;
      const now = app.io.now();
      if (options.byOrganisation) {
        const rows = (await standingOfOrganisations(db, whose, now)).sort((a, b) => b.notCurrent - a.notCurrent);
        app.print(rows, () =>
          table(
            ["organisation", "phones", "not current"],
            rows.map((one) => [one.title, one.phones, one.notCurrent]),
          ),
        );
        return;
      }
      const counts = await countStandings(db, whose, now);
      const sums = byState(counts);
      const phones = sums.current + sums.waiting + sums.stopped;
      const rows = standingReasons.flatMap((reason) => {
        const count = counts.get(reason) ?? 0;
        return count === 0 ? [] : [{ reason, state: stateOfReason[reason], phones: count }];
      });
      app.print({ phones, ...sums, reasons: rows }, () => {
        const listed = table(
          ["phones", "state", "reason", "because"],
          rows.map((one) => [one.phones, one.state, one.reason, standingWords[one.reason].name[app.language]]),
        );
        return `${phones - sums.current} of ${phones} are not current\n${listed}`;
      });
    },
  });
  registerPhones(group, app);
}

function registerPhones(group: Command, app: App): void {
  addCommand(group, {
    usage: "phones",
    summary: "Lists the phones that are not current, with why and since when; with --reason those alone.",
    examples: ["fleet phones", "fleet phones --reason silent", "fleet phones --json"],
    options: {
      organisation,
      reason: choice("--reason <reason>", "only those that stand so", standingReasons),
      limit: text("--limit <count>", "at most so many (default 1000)"),
    },
    run: async (_, options) => {
      const { db } = await app.store();
      const organisationId = options.organisation === undefined ? null : (await resolveOrganisation(db, options.organisation)).id;
      const now = app.io.now();
      const behind = standingReasons.filter((one) => stateOfReason[one] !== "current");
      const reasons = options.reason === undefined ? behind : [options.reason];
      const most = parseWhole(options.limit ?? "1000", "--limit", 1, 100_000);
      const list = { search: "", sort: "label", descending: false, offset: 0, limit: most } as const;
      const { rows } = await pagePhones(db, { ...list, organisationId, standing: { reasons, now } });
      const phones = rows.map(({ id, mac, label, model, organisationTitle, lastContactAt, standing }) => {
        const reason = reasonAt(standing, now);
        const { since, about } = standing;
        return { id, mac, label, model, organisation: organisationTitle, reason, since, about, lastContactAt };
      });
      app.print(phones, () =>
        table(
          ["mac", "model", "label", "organisation", "reason", "since", "about", "last contact"],
          phones.map((one) => [
            ...[one.mac, one.model, one.label, one.organisation, one.reason],
            ...[one.since, one.about.join(", "), one.lastContactAt],
          ]),
        ),
      );
    },
  });
}
