import { z } from "zod";
import { verifyPassword } from "../../db/password-hash.ts";
import { noteProof, proofUntil } from "../../db/password-proofs.ts";
import { passwordHashOf } from "../../db/sign-in.ts";
import { DomainError } from "../../domain/errors.ts";
import { proofMinutes } from "../../domain/sim-card.ts";
import { done, ok, type Route, route } from "../api/route.ts";
import { EdgeError } from "../problem.ts";
import { gate } from "../sign-in/sign-in.ts";

const tries = { tries: 10, per: 15 * 60_000 } as const;

export const proofRoutes: readonly Route[] = [
  route("session", {
    method: "get",
    path: "/session/proof",
    tag: "Session",
    summary: "Until when the password that was entered last holds for what needs it; null: it has to be entered again.",
    answer: z.strictObject({ until: z.string().nullable() }),
    handle: async ({ parts, who, now }) => {
      const until = await proofUntil(parts.db, who.session.id, now);
      return ok({ until: until?.toISOString() ?? null });
    },
  }),
  route("session", {
    method: "post",
    path: "/session/proof",
    tag: "Session",
    summary: `Enters the own password again. What needs that, such as showing a PIN, can be done for ${proofMinutes} minutes.`,
    body: z.strictObject({ password: z.string().max(1000) }),
    example: { password: "tre glada bävrar" },
    handle: async ({ parts, who, body, now, asker }) => {
      const { userId, id } = who.session;
      const seconds = await parts.throttle.beginOther(`proof ${userId}`, asker.address, tries, now);
      if (seconds !== null) throw new EdgeError("too_many", seconds);
      const present = await passwordHashOf(parts.db, userId);
      if (!(await gate.through(() => verifyPassword(body.password, present)))) throw new DomainError("password_wrong");
      await noteProof(parts.db, id, now);
      return done();
    },
  }),
];
