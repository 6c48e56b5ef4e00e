import type { Command } from "commander";
import { AddTrustedNetwork, addTrustedNetwork, listTrustedNetworks, removeTrustedNetwork } from "../../db/networks.ts";
import { DomainError } from "../../domain/errors.ts";
import type { App } from "../app.ts";
import { addCommand, addGroup, text } from "../command.ts";
import { facts, table } from "../output.ts";
import { parseInput } from "../parse.ts";
import { organisationOption as organisation, resolveOrganisation, resolveSite } from "../resolve.ts";

export function register(program: Command, app: App): void {
  const group = addGroup(program, "network", "Trusted networks: a claimed phone that asks from one gets its secrets.", [
    "network list",
  ]);
  addCommand(group, {
    usage: "add <cidr>",
    summary: "Declares a network trusted. Whoever can send from it can read the phones' passwords.",
    examples: ['network add 10.20.0.0/16 --site "Huvudkontoret" --note "VLAN for phones"'],
    options: { organisation, site: text("--site <name>", "only that site's phones"), note: text("--note <text>", "what it is") },
    run: async ({ cidr }, options) => {
      const { db } = await app.store();
      const { id: organisationId } = await resolveOrganisation(db, options.organisation);
      const siteId = options.site === undefined ? null : (await resolveSite(db, organisationId, options.site)).id;
      const input = parseInput(AddTrustedNetwork, { organisationId, siteId, cidr, note: options.note });
      const network = await addTrustedNetwork(db, input, app.actor, app.io.now());
      app.print(network, () =>
        facts([
          ["network", network.cidr],
          ["note", network.note],
          ["id", network.id],
        ]),
      );
    },
  });
  addCommand(group, {
    usage: "list",
    summary: "Lists an organisation's trusted networks.",
    examples: ["network list"],
    options: { organisation },
    run: async (_, options) => {
      const { db } = await app.store();
      const networks = await listTrustedNetworks(db, (await resolveOrganisation(db, options.organisation)).id);
      app.print(networks, () =>
        table(
          ["network", "note", "id"],
          networks.map((one) => [one.cidr, one.note, one.id]),
        ),
      );
    },
  });
  addCommand(group, {
    usage: "remove <network>",
    summary: "Takes the trust away again.",
    examples: ["network remove 10.20.0.0/16"],
    options: { organisation },
    run: async ({ network }, options) => {
      const { db } = await app.store();
      const { id: organisationId } = await resolveOrganisation(db, options.organisation);
      const found = (await listTrustedNetworks(db, organisationId)).find((one) => one.id === network || one.cidr === network);
      if (!found) throw new DomainError("network_invalid", { network });
      await removeTrustedNetwork(db, { organisationId, id: found.id }, app.actor, app.io.now());
      app.print({ removed: found.cidr }, () => `${found.cidr} is no longer trusted\n`);
    },
  });
}
