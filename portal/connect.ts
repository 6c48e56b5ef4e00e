import { z } from "zod";
import { listTrustedNetworks } from "../db/networks.ts";
import { getOrganisation } from "../db/organisations.ts";
import { ensureOrganisationAddress, organisationAddress } from "../db/provisioning-address.ts";
import { accountsFor } from "../db/redirection-accounts.ts";
import { dhcpMakes, hexOf, option43 } from "../domain/dhcp/makes.ts";
import { dhcpRecipes, dhcpServers } from "../domain/dhcp/recipes.ts";
import { vendorIds } from "../domain/plan.ts";
import { redirectionKinds } from "../domain/redirection.ts";
import type { ApiParts, Caller } from "./api/parts.ts";
import { type Answer, ok, type Route, route } from "./api/route.ts";

/** Everything that brings a phone here: what to type in at it, what to lay into the DHCP server, who listens. */
export const ConnectView = z.strictObject({
  /** Says whose a phone is and proves nothing. Null: none has been made yet. */
  url: z.string().nullable(),
  /** Networks that the organisation has declared. */
  networks: z.array(z.string()),
  /** Whether this server answers phones that look for one on their network. */
  pnp: z.boolean(),
  recipes: z.array(z.strictObject({ server: z.enum(dhcpServers), title: z.string(), fileName: z.string(), text: z.string() })),
  /** Which options each make reads; `inside43`: the bytes of option 43 in hex, where the make reads it. */
  makes: z.array(
    z.strictObject({
      vendor: z.enum(vendorIds),
      title: z.string(),
      options: z.array(z.int()),
      inside43: z.string().nullable(),
    }),
  ),
  /** Services of makers at which the organisation's phones may be registered. */
  services: z.array(z.strictObject({ kind: z.enum(redirectionKinds), name: z.string(), automatic: z.boolean() })),
});
export type ConnectView = z.infer<typeof ConnectView>;

const language = z.enum(["sv", "en"]).default("sv");

async function answer({ db, keyring, publicUrl, health }: ApiParts, who: Caller, words: "sv" | "en"): Promise<Answer> {
  const { organisationId } = who;
  const { title } = await getOrganisation(db, { id: organisationId });
  const url = await organisationAddress(db, keyring, organisationId, publicUrl);
  const networks = (await listTrustedNetworks(db, organisationId)).map(({ cidr }) => cidr);
  const network = networks.find((cidr) => !cidr.includes(":")) ?? null;
  const accounts = await accountsFor(db, organisationId);
  const inside = url === null ? null : option43(url);
  const view: ConnectView = {
    ...{ url, networks },
    pnp: health.listeners().some((one) => one.name === "pnp" && one.listening),
    recipes: url === null ? [] : [...dhcpRecipes({ url, organisation: title, network, language: words })],
    makes: dhcpMakes.map(({ vendor, title: make, options, inside43 }) => ({
      ...{ vendor, title: make, options: [...options] },
      inside43: inside43 && inside ? hexOf(inside) : null,
    })),
    services: accounts.map(({ kind, name, automaticSince }) => ({ kind, name, automatic: automaticSince !== null })),
  };
  return ok(view);
}

export const connectRoutes: readonly Route[] = [
  route("administrator", {
    method: "get",
    path: "/phones/connect",
    tag: "Phones",
    summary: "How new phones find here: the organisation's address for them, DHCP recipes, and what listens.",
    query: z.strictObject({ language }),
    answer: ConnectView,
    handle: ({ parts, who, query }) => answer(parts, who, query.language),
  }),
  route("administrator", {
    method: "post",
    path: "/phones/connect",
    tag: "Phones",
    summary: "Makes the organisation's address for new phones, when there is none. It says whose a phone is, and proves nothing.",
    body: z.strictObject({ language }),
    answer: ConnectView,
    example: {},
    handle: async ({ parts, who, body, now }) => {
      const { db, keyring, publicUrl } = parts;
      const name = { sv: "Nya telefoner", en: "New phones" }[body.language];
      const input = { organisationId: who.organisationId, publicUrl, name };
      await ensureOrganisationAddress(db, keyring, input, who.actor, now);
      return answer(parts, who, body.language);
    },
  }),
];
