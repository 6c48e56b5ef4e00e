import { z } from "zod";
import { featureSchemeOf, getOrganisation } from "../db/organisations.ts";
import { hashPassword, verifyPassword } from "../db/password-hash.ts";
import { picturesOf } from "../db/pictures.ts";
import { endSession, enterOrganisation } from "../db/sessions.ts";
import { knownAbout, passwordHashOf, setPassword } from "../db/sign-in.ts";
import { DomainError } from "../domain/errors.ts";
import { featureSchemes } from "../domain/feature-groups.ts";
import { leastPasswordCharacters, mostPasswordCharacters, passwordProblem } from "../domain/password.ts";
import { mayOperate, rights } from "../domain/rights.ts";
import { callerOf } from "./api/caller.ts";
import type { ApiParts, Caller } from "./api/parts.ts";
import { created, done, ok, openRoute, type RawAsk, type Route, route } from "./api/route.ts";
import { PictureView, pictureView } from "./pictures/picture-view.ts";
import { EdgeError } from "./problem.ts";
import { csrfToken, noSessionCookie, sessionToken } from "./sign-in/cookies.ts";
import { gate, signIn } from "./sign-in/sign-in.ts";

export const SessionView = z.strictObject({
  /** Every write carries it in the header X-CSRF-Token. */
  csrf: z.string(),
  user: z.strictObject({
    id: z.string(),
    name: z.string(),
    language: z.string(),
    /** The language that the person has chosen; null: the organisation's applies. */
    ownLanguage: z.string().nullable(),
    /** Null: initials are shown. */
    picture: PictureView.nullable(),
  }),
  /** The organisation that the session is in: the own one, or the one that an operator has entered. */
  organisation: z.strictObject({
    id: z.string(),
    name: z.string(),
    title: z.string(),
    language: z.string(),
    timeZone: z.string(),
    featureScheme: z.enum(featureSchemes),
  }),
  rights: z.array(z.enum(rights)),
  /** Operator staff that looks after every organisation: what is the installation's is for them alone. */
  everyOrganisation: z.boolean(),
  /** May administer the organisation that the session is in. */
  administrator: z.boolean(),
  /** An operator in an organisation that is not the own one: to be seen at all times. */
  operating: z.boolean(),
  /** Nothing else can be done before an own password has been chosen. */
  mustChangePassword: z.boolean(),
  expiresAt: z.string(),
});
export type SessionView = z.infer<typeof SessionView>;
const Answer = z.strictObject({
  session: SessionView.nullable(),
  /** What the page for signing in can offer. */
  offers: z.strictObject({ resetByMail: z.boolean() }),
});

export const SignIn = z.strictObject({
  /** The fixed number in any written form, or the user name. */
  name: z.string().max(200),
  password: z.string().max(1000),
});
/** A new password; rules are checked with what is known of the person. */
export const NewPassword = z.string().max(4 * mostPasswordCharacters);
export const ChangePassword = z.strictObject({ currentPassword: z.string().max(1000), password: NewPassword });

const tag = "Session";

async function view(parts: ApiParts, who: Caller, token: string): Promise<SessionView> {
  const { session, organisationId } = who;
  const organisation = await getOrganisation(parts.db, { id: organisationId });
  const { id, name, title, language, timeZone } = organisation;
  const { userId, name: called, language: spoken, ownLanguage } = session;
  const picture = pictureView((await picturesOf(parts.db, [userId])).get(userId));
  return {
    csrf: csrfToken(parts.keyring, token),
    user: { id: userId, name: called, language: spoken, ownLanguage, picture },
    organisation: { id, name, title, language, timeZone, featureScheme: await featureSchemeOf(parts.db, id) },
    rights: [...session.access.rights],
    everyOrganisation: session.access.operates === "all",
    administrator: who.administrator,
    operating: who.operating,
    mustChangePassword: session.mustChangePassword,
    expiresAt: session.expiresAt,
  };
}

const tokenOf = ({ cookies, asker }: Pick<RawAsk, "cookies" | "asker">): string => sessionToken(cookies, asker.secure) ?? "";

async function answerFor(raw: Pick<RawAsk, "parts" | "now">, token: string, who: Caller | null) {
  const session = who && (await view(raw.parts, who, token));
  return { session, offers: { resetByMail: raw.parts.mail !== null } };
}

/** @throws DomainError `password_too_short`, `password_too_long`, `password_too_simple` */
export async function demandGoodPassword(parts: ApiParts, userId: string, password: string): Promise<void> {
  const problem = passwordProblem(password, await knownAbout(parts.db, userId));
  if (problem) throw new DomainError(problem.code, problem.detail ?? {});
}

const changes = { tries: 10, per: 15 * 60_000 } as const;

export const sessionRoutes: readonly Route[] = [
  openRoute({
    method: "get",
    path: "/session",
    tag,
    summary: "Who is signed in; null when nobody is.",
    answer: Answer,
    handle: async (asked) => ok(await answerFor(asked, tokenOf(asked), asked.who)),
  }),
  openRoute({
    method: "post",
    path: "/session",
    tag,
    summary: "Signs in. The same answer for an unknown name, a wrong password and a deactivated person.",
    body: SignIn,
    answer: Answer,
    example: { name: "08-465 004 01", password: "tre glada bävrar" },
    handle: async (asked) => {
      const { token, cookies } = await signIn(asked, asked.body);
      // Whoever was signed in here before is not any longer.
      if (asked.who) await endSession(asked.parts.db, asked.who.session.id);
      const who = await callerOf(asked.parts, token, asked.now);
      return { ...created(await answerFor(asked, token, who)), cookies };
    },
  }),
  route("session", {
    method: "delete",
    path: "/session",
    tag,
    summary: "Signs out.",
    handle: async ({ parts, who, asker }) => {
      await endSession(parts.db, who.session.id);
      return { ...done(), cookies: [noSessionCookie(asker.secure)] };
    },
  }),
  route("session", {
    method: "post",
    path: "/session/password",
    tag,
    summary: `Chooses an own password of at least ${leastPasswordCharacters} characters. Every other session of the person ends.`,
    body: ChangePassword,
    example: { currentPassword: "tre glada bävrar", password: "fyra lata igelkottar" },
    handle: async ({ parts, who, body, now, asker }) => {
      const { userId, access, id } = who.session;
      const seconds = await parts.throttle.beginOther(`password ${userId}`, asker.address, changes, now);
      if (seconds !== null) throw new EdgeError("too_many", seconds);
      const present = await passwordHashOf(parts.db, userId);
      if (!(await gate.through(() => verifyPassword(body.currentPassword, present)))) throw new DomainError("password_wrong");
      await demandGoodPassword(parts, userId, body.password);
      const passwordHash = await gate.through(() => hashPassword(body.password));
      const input = { organisationId: access.organisationId ?? "", userId, passwordHash, mustChange: false, keepSessionId: id };
      await setPassword(parts.db, input, who.actor, now);
      return done();
    },
  }),
  route("operator", {
    method: "put",
    path: "/session/organisation",
    tag,
    summary: "Operator staff enters an organisation; it stands in that organisation's change log.",
    body: z.strictObject({ id: z.string().max(64) }),
    answer: Answer,
    example: { id: "{organisation}" },
    handle: async (asked) => {
      const { parts, who, body, now } = asked;
      if (!mayOperate(who.session.access, body.id)) throw new DomainError("organisation_not_found");
      await enterOrganisation(parts.db, who.session, body.id, who.actor, now);
      const entered = await callerOf(parts, tokenOf(asked), now);
      return ok(await answerFor(asked, tokenOf(asked), entered));
    },
  }),
  route("operator", {
    method: "delete",
    path: "/session/organisation",
    tag,
    summary: "Operator staff is back in its own organisation.",
    answer: Answer,
    handle: async (asked) => {
      const { parts, who, now } = asked;
      await enterOrganisation(parts.db, who.session, null, who.actor, now);
      return ok(await answerFor(asked, tokenOf(asked), await callerOf(parts, tokenOf(asked), now)));
    },
  }),
];
