import { z } from "zod";
import { findInstall, type Install, useInstall } from "../../db/installs.ts";
import { getOrganisation } from "../../db/organisations.ts";
import { getPerson } from "../../db/people.ts";
import { tokenHash } from "../../db/secrets.ts";
import { readSoftphoneAccount } from "../../db/softphone-account.ts";
import { change } from "../../db/transaction.ts";
import type { Actor, Db } from "../../db/types.ts";
import { installKinds } from "../../domain/message.ts";
import type { ApiParts, Asker } from "../api/parts.ts";
import { ok, openRoute, type Route } from "../api/route.ts";
import { EdgeError } from "../problem.ts";
import { signInNameOf } from "./compose.ts";

const tag = "Install";
const uses = { tries: 30, per: 15 * 60_000 } as const;
const body = z.strictObject({ token: z.string().max(100) });
const example = { token: "0000000000000000000000000z" };
const address = z.string().nullable();

const InstallView = z.strictObject({
  kind: z.enum(installKinds),
  name: z.string(),
  organisation: z.string(),
  /** Where it is fetched, for each kind of device; null: the operator has said nothing. */
  apps: z.strictObject({ ios: address, android: address, windows: address, mac: address, linux: address }),
});
export type InstallView = z.infer<typeof InstallView>;

const HostView = z.strictObject({ host: z.string(), port: z.int().nullable() });
const InstallSettingsView = z.strictObject({
  /** What one signs in to the portal with. */
  signInName: z.string().nullable(),
  /** Null: there is no account in the exchange for the person yet. */
  account: z
    .strictObject({
      displayName: z.string(),
      sipUser: z.string(),
      authUser: z.string(),
      password: z.string(),
      registrar: HostView,
      outboundProxy: HostView.nullable(),
      transport: z.enum(["udp", "tcp", "tls", "dns"]),
      srtp: z.enum(["off", "optional", "required"]),
    })
    .nullable(),
});
export type InstallSettingsView = z.infer<typeof InstallSettingsView>;

/** For whoever has the link of a message: without a session, as it is opened on a phone that nobody is signed in on. */
export const installRoutes: readonly Route[] = [
  openRoute({
    method: "post",
    path: "/install",
    tag,
    summary: "What the link with this token installs, for whom, and where it is fetched. Does not use it up.",
    body,
    answer: InstallView,
    example,
    handle: async ({ parts, body: { token }, now, asker }) => {
      await throttle(parts, asker, now);
      const install = await findInstall(parts.db, tokenHash(token), now);
      const { person, organisation } = await whose(parts.db, install);
      return ok({ kind: install.kind, name: person.name, organisation: organisation.title, apps: parts.apps });
    },
  }),
  openRoute({
    method: "post",
    path: "/install/use",
    tag,
    summary: "Uses the link up: the settings of the app or softphone, shown this once.",
    body,
    answer: InstallSettingsView,
    example,
    handle: async ({ parts, body: { token }, now, asker }) => {
      await throttle(parts, asker, now);
      // One transaction: what could not be shown is not used up either.
      const shown = await change(parts.db, async (trx) => {
        const install = await useInstall(trx, tokenHash(token), now);
        const { person } = await whose(trx, install);
        const by = { organisationId: install.organisationId, userId: person.id, name: person.name };
        const actor: Actor = { kind: "user", id: person.id, name: person.name, organisationId: install.organisationId };
        const account = await readSoftphoneAccount(trx, parts.keyring, by, actor, now);
        return { signInName: signInNameOf(person), account };
      });
      return ok(shown);
    },
  }),
];

async function whose(db: Db, { organisationId, userId }: Install) {
  const person = await getPerson(db, { organisationId, id: userId });
  return { person, organisation: await getOrganisation(db, { id: organisationId }) };
}

async function throttle(parts: ApiParts, asker: Asker, now: Date): Promise<void> {
  const seconds = await parts.throttle.beginOther("install", asker.address, uses, now);
  if (seconds !== null) throw new EdgeError("too_many", seconds);
}
