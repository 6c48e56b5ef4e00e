import { stillEnds } from "../../db/end-notices.ts";
import { smsNumberOf } from "../../db/installs.ts";
import { addressMessage, type WaitingMessage } from "../../db/message-outbox.ts";
import { getOrganisation } from "../../db/organisations.ts";
import { createReset, hasEnoughLinks } from "../../db/password-resets.ts";
import { getPerson, type Person } from "../../db/people.ts";
import { generateToken, tokenHash } from "../../db/secrets.ts";
import { findSignIn } from "../../db/sign-in.ts";
import { change } from "../../db/transaction.ts";
import type { Actor } from "../../db/types.ts";
import { fitOnePart, gsmLength, gsmPart, toGsm } from "../../domain/gsm-text.ts";
import type { MessageKind } from "../../domain/message.ts";
import type { PeopleParts } from "../api/parts.ts";
import { type Letter, letterOf } from "./letter.ts";
import { Facts, type MessageSay, wordsOf } from "./words.ts";

/** A message in words, and where it goes. */
export type Composed =
  | { readonly channel: "mail"; readonly to: string; readonly letter: Letter }
  | { readonly channel: "sms"; readonly to: string; readonly text: string }
  /** Cannot go anywhere: why. */
  | { readonly channel: null; readonly problem: string };

export type ComposeParts = Pick<PeopleParts, "db" | "keyring" | "now" | "portalUrl">;
const system: Actor = { kind: "system", id: null, name: "sign-in", organisationId: null };

/** Paths of the web app that messages lead to; a token stands in the fragment. */
const paths: Readonly<Record<MessageKind, (facts: Facts) => string>> = {
  reset: () => "/new-password",
  invitation: () => "/new-password",
  app_install: () => "/install",
  softphone_install: () => "/install",
  data_threshold: () => "/my-subscription",
  diversion_ends: () => "/diversion",
  invoice_issued: (facts) => below("/invoices", facts.text("invoiceId")),
  porting_changed: (facts) => below("/portings", facts.text("portingId")),
  order_refused: (facts) =>
    facts.text("order").endsWith("porting") || facts.text("order") === "port_in" ? "/portings" : "/subscriptions",
};

function below(path: string, id: string): string {
  return id === "" ? path : `${path}/${encodeURIComponent(id)}`;
}

/** Null: nobody gets it, as when somebody asked by a name that nobody has. */
export async function compose(parts: ComposeParts, message: WaitingMessage): Promise<Composed | null> {
  const addressed = message.asked === null ? message : await addressToAsker(parts, message);
  if (addressed?.to == null) return null;
  const { organisationId, userId } = addressed.to;
  const person = await getPerson(parts.db, { organisationId, id: userId });
  const organisation = await getOrganisation(parts.db, { id: organisationId });
  if (person.deactivatedAt !== null) return { channel: null, problem: "user_deactivated" };
  const { kind, channel, secret } = addressed;
  const facts = new Facts(message.about);
  if (kind === "diversion_ends" && !(await stillEnds(parts.db, facts.text("diversionId"), facts.text("endsAt")))) return null;
  const signInName = signInNameOf(person) ?? "";
  const token = secret === null ? "" : `#${secret}`;
  const say: MessageSay = {
    ...{ kind, facts, signInName, name: person.name, organisation: organisation.title, zone: organisation.timeZone },
    language: person.language ?? organisation.language,
    link: parts.portalUrl === null ? null : `${parts.portalUrl}${paths[kind](facts)}${token}`,
  };
  if (channel === "mail") {
    const { email } = person;
    if (email === null) return { channel: null, problem: "email_missing" };
    return { channel, to: email, letter: letterOf({ ...say, email }) };
  }
  const to = smsNumberOf(person);
  return to === null ? { channel: null, problem: "mobile_missing" } : { channel, to, text: smsText(say) };
}

/** One part of an SMS: the words, the link whole, and what else there is room for. */
export function smsText(say: MessageSay): string {
  const { short, subject, more } = wordsOf(say);
  const { link } = say;
  if (link === null) return fitOnePart(short, more);
  // A long name of a firm makes way for the link: first the whole sentence goes, then the words at all.
  const ways = [`${short} ${link}`, `${subject}: ${link}`];
  const needed = ways.find((way) => (gsmLength(toGsm(way)) ?? 0) <= gsmPart) ?? link;
  return fitOnePart(needed, more);
}

/** Makes the link for whoever has the name that was typed, if anybody has, and they may have one more. */
async function addressToAsker({ db, keyring, now }: ComposeParts, message: WaitingMessage): Promise<WaitingMessage | null> {
  const candidate = message.asked === null ? null : await findSignIn(db, message.asked, now());
  if (!candidate?.active || (await hasEnoughLinks(db, candidate.userId, now()))) return null;
  const { organisationId, userId } = candidate;
  const { email } = await getPerson(db, { organisationId, id: userId });
  if (email === null) return null;
  const secret = generateToken();
  await change(db, async (trx) => {
    await createReset(trx, { organisationId, userId, tokenHash: tokenHash(secret) }, system, now());
    await addressMessage(trx, keyring, message.id, { organisationId, userId, secret });
  });
  return { ...message, asked: null, to: { organisationId, userId }, secret };
}

/** What a person signs in with: the user name, else the primary number. */
export function signInNameOf(person: Pick<Person, "username" | "numbers">): string | null {
  return person.username ?? person.numbers.find((one) => one.kind === "primary")?.e164 ?? null;
}
