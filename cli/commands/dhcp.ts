import type { Command } from "commander";
import { listTrustedNetworks } from "../../db/networks.ts";
import { ensureOrganisationAddress } from "../../db/provisioning-address.ts";
import { dhcpMakes, hexOf, option43 } from "../../domain/dhcp/makes.ts";
import { dhcpRecipes, dhcpServers } from "../../domain/dhcp/recipes.ts";
import type { App } from "../app.ts";
import { addCommand, choice } from "../command.ts";
import { facts } from "../output.ts";
import { publicUrlOf } from "../public-url.ts";
import { organisationOption as organisation, resolveOrganisation } from "../resolve.ts";

export function register(program: Command, app: App): void {
  addCommand(program, {
    usage: "dhcp",
    summary:
      "Prints what to lay into the DHCP server so that an organisation's phones find here. Makes its token when there is none.",
    examples: ["dhcp --server dnsmasq > /etc/dnsmasq.d/klyka.conf", "dhcp"],
    options: {
      organisation,
      server: choice("--server <kind>", "The DHCP server; without it the options alone.", dhcpServers),
    },
    run: async (_, options) => {
      const { db, keyring } = await app.store();
      const { id: organisationId, title } = await resolveOrganisation(db, options.organisation);
      const input = { organisationId, publicUrl: publicUrlOf(app.settings().settings), name: "DHCP" };
      const url = await ensureOrganisationAddress(db, keyring, input, app.actor, app.io.now());
      const networks = (await listTrustedNetworks(db, organisationId)).map(({ cidr }) => cidr);
      const network = networks.find((cidr) => !cidr.includes(":")) ?? null;
      const recipes = dhcpRecipes({ url, organisation: title, network, language: app.language });
      const recipe = recipes.find(({ server }) => server === options.server);
      const inside = option43(url);
      const makes = dhcpMakes.map(({ vendor, title: make, options: numbers, inside43 }) => ({
        ...{ vendor, make, options: [...numbers] },
        option43: inside43 && inside ? hexOf(inside) : null,
      }));
      app.print({ url, makes, recipe: recipe?.text ?? null }, () =>
        recipe
          ? recipe.text
          : facts([
              ["address", url],
              ...makes.map(({ make, options: numbers, option43: hex }): [string, string] => [
                make,
                `option ${numbers.join(", then ")}${hex === null ? "" : `; option 43: ${hex}`}`,
              ]),
            ]),
      );
    },
  });
}
