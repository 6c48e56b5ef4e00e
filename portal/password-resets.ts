import { z } from "zod";
import { askForReset } from "../db/messages.ts";
import { hashPassword } from "../db/password-hash.ts";
import { findReset, useReset } from "../db/password-resets.ts";
import { tokenHash } from "../db/secrets.ts";
import { signInNames } from "../db/sign-in.ts";
import { done, openRoute, type Route, route } from "./api/route.ts";
import { invite } from "./messages/invitation.ts";
import { EdgeError } from "./problem.ts";
import { demandGoodPassword, NewPassword } from "./session.ts";
import { knownDevice } from "./sign-in/cookies.ts";
import { gate } from "./sign-in/sign-in.ts";

const tag = "Session";
const asks = { tries: 5, per: 15 * 60_000 } as const;
const invitations = { tries: 5, per: 60 * 60_000 } as const;
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
      const seconds = await parts.throttle.beginOther("reset", asker.address, asks, now);
      if (seconds !== null) throw new EdgeError("too_many", seconds);
      // Whose name it is, is looked up later: here everybody gets the same, in the same time.
      await askForReset(parts.db, parts.keyring, body.name, now);
      parts.post?.wake();
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
    handle: async ({ parts, body, now, asker, cookies }) => {
      const seconds = await parts.throttle.beginOther("reset use", asker.address, uses, now);
      if (seconds !== null) throw new EdgeError("too_many", seconds);
      const hash = tokenHash(body.token);
      const { userId } = await findReset(parts.db, hash, now);
      await demandGoodPassword(parts, userId, body.password);
      const passwordHash = await gate.through(() => hashPassword(body.password));
      await useReset(parts.db, { tokenHash: hash, passwordHash }, now);
      // Whoever has guessed too often, and then gone the way by mail, need not wait with the password that they chose.
      const attempts = (await signInNames(parts.db, userId)).map((account) => {
        return { account, address: asker.address, device: knownDevice(parts.keyring, cookies, account, asker.secure) };
      });
      await parts.throttle.succeeded(attempts);
      return done();
    },
  }),
  route("administrator", {
    method: "post",
    path: "/users/:user/invitation",
    tag: "Users",
    summary: "Mails a link with which the person chooses a first password, good once and for seven days. Earlier links are void.",
    params: z.strictObject({ user: z.string().max(200) }),
    handle: async ({ parts, who, params, now }) => {
      const by = { organisationId: who.organisationId, userId: params.user };
      const seconds = await parts.throttle.beginOther("invitation", by.userId, invitations, now);
      if (seconds !== null) throw new EdgeError("too_many", seconds);
      await invite(parts, by, who.actor, now);
      parts.post?.wake();
      return done();
    },
  }),
];
