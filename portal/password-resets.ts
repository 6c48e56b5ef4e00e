import { z } from "zod";
import { hashPassword } from "../db/password-hash.ts";
import { createReset, findReset, useReset } from "../db/password-resets.ts";
import { getPerson } from "../db/people.ts";
import { generateToken, tokenHash } from "../db/secrets.ts";
import { findSignIn } from "../db/sign-in.ts";
import type { Actor } from "../db/types.ts";
import type { ApiParts } from "./api/parts.ts";
import { done, openRoute, type Route } from "./api/route.ts";
import { EdgeError } from "./problem.ts";
import { demandGoodPassword, NewPassword } from "./session.ts";
import { gate } from "./sign-in/sign-in.ts";

const tag = "Session";
const asks = { tries: 5, per: 15 * 60_000 } as const;
const uses = { tries: 20, per: 15 * 60_000 } as const;

/** Only for an installation that sends mail. */
export const resetRoutes: readonly Route[] = [
  openRoute({
    method: "post",
    path: "/password-resets",
    tag,
    summary: "Mails a link for a new password, good once and for an hour. The same answer whether there is such a person or not.",
    body: z.strictObject({ name: z.string().max(200) }),
    example: { name: "08-465 004 01" },
    handle: async ({ parts, body, now, asker }) => {
      const seconds = parts.throttle.beginOther("reset", asker.address, asks, now);
      if (seconds !== null) throw new EdgeError("too_many", seconds);
      // Not waited for: how long it takes would tell whether there is such a person.
      void mailLink(parts, body.name, now).catch(() => undefined);
      return done();
    },
  }),
  openRoute({
    method: "post",
    path: "/password-resets/use",
    tag,
    summary: "Chooses a password with the link's token. All sessions of the person end.",
    body: z.strictObject({ token: z.string().max(100), password: NewPassword }),
    example: { token: "0000000000000000000000000z", password: "fyra lata igelkottar" },
    handle: async ({ parts, body, now, asker }) => {
      const seconds = parts.throttle.beginOther("reset use", asker.address, uses, now);
      if (seconds !== null) throw new EdgeError("too_many", seconds);
      const hash = tokenHash(body.token);
      const { userId } = await findReset(parts.db, hash, now);
      await demandGoodPassword(parts, userId, body.password);
      const passwordHash = await gate.through(() => hashPassword(body.password));
      await useReset(parts.db, { tokenHash: hash, passwordHash }, now);
      return done();
    },
  }),
];

const system: Actor = { kind: "system", id: null, name: "sign-in", organisationId: null };

async function mailLink({ db, sendReset }: ApiParts, name: string, now: Date): Promise<void> {
  const candidate = await findSignIn(db, name, now);
  if (!candidate?.active || sendReset === null) return;
  const { organisationId, userId } = candidate;
  const { email } = await getPerson(db, { organisationId, id: userId });
  if (email === null) return;
  const token = generateToken();
  await createReset(db, { organisationId, userId, tokenHash: tokenHash(token) }, system, now);
  await sendReset({ email, name: candidate.name, token });
}
