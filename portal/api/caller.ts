import { tokenHash } from "../../db/secrets.ts";
import { loadSession, type Session } from "../../db/sessions.ts";
import { DomainError } from "../../domain/errors.ts";
import { mayAdminister, mayOperate } from "../../domain/rights.ts";
import { EdgeError } from "../problem.ts";
import type { ApiParts, Caller } from "./parts.ts";
import type { Level } from "./route.ts";

/** Who has that session now; null when it is none, or over. */
export async function callerOf(parts: ApiParts, token: string | null, now: Date): Promise<Caller | null> {
  if (token === null) return null;
  const session = await loadSession(parts.db, tokenHash(token), now);
  return session && asCaller(session);
}

function asCaller(session: Session): Caller {
  const { access, enteredId, userId: id, name } = session;
  const own = access.organisationId ?? "";
  // Whoever may no longer operate an organisation is out of it with the next request.
  const operating = enteredId !== null && mayOperate(access, enteredId);
  const organisationId = operating ? enteredId : own;
  const administrator = mayAdminister(access, organisationId);
  const kind = operating ? "operator" : "user";
  return {
    session,
    organisationId,
    operating,
    administrator,
    actor: { kind, id, name, organisationId: own, administrator },
  };
}

/** @throws EdgeError `session_expired`; DomainError `password_change_needed`, `right_missing` */
export function demandLevel(level: Level, who: Caller | null): void {
  if (level === "anyone") return;
  if (who === null) throw new EdgeError("session_expired");
  if (level === "session") return;
  if (who.session.mustChangePassword) throw new DomainError("password_change_needed");
  if (!allows(level, who)) throw new DomainError("right_missing");
}

function allows(level: "user" | "administrator" | "operator", who: Caller): boolean {
  if (level === "administrator") return who.administrator;
  return who.session.access.rights.includes(level);
}
