import { isPostgres } from "../db/dialect/dialect.ts";
import { loadAway } from "../db/diversion-rows.ts";
import { finishDiversion, getDiversion, setDiversion } from "../db/diversions.ts";
import { groupsOfPerson, setLogin } from "../db/group-logins.ts";
import { getOrganisation } from "../db/organisations.ts";
import { getPerson, type Person } from "../db/people.ts";
import { getPhone } from "../db/phone-rows.ts";
import { loadPlanSources } from "../db/plan-source.ts";
import { bodyHash, type Keyring } from "../db/secrets.ts";
import type { Actor, Db } from "../db/types.ts";
import { getWorkHours } from "../db/work-hours.ts";
import { type Language, languages } from "../domain/calendar-words.ts";
import { suggestedEnd } from "../domain/diversion-ends.ts";
import { diversionReasons, isReasonCode, reasonCodes } from "../domain/diversion-reasons.ts";
import { DomainError } from "../domain/errors.ts";
import { countLoggedIn } from "../domain/group-login.ts";
import type { Plan, PlanKey } from "../domain/plan.ts";
import { spokenEnd } from "../domain/spoken-time.ts";
import type { KeyPage } from "../templates/contract.ts";
import { vendorOf } from "../templates/index.ts";
import type { KeyAsked } from "./ask-path.ts";
import { say } from "./key-page-words.ts";
import { planOf } from "./make-file.ts";
import { onePressed } from "./one-press.ts";
import type { PhoneRow } from "./phone-row.ts";
import { type Body, plainBody } from "./variant.ts";

/** A phone that asks again so soon repeats itself: one press acts once. Milliseconds. */
const onePress = 2_000;
const mostRemembered = 2_000;

type Pressed = { readonly at: number; readonly page: Promise<Body | null> };
type Desk = {
  readonly plan: Plan;
  readonly key: PlanKey;
  readonly person: Person;
  readonly language: Language;
  readonly zone: string;
};

/** What log-in and diversion keys of a phone do, and what its screen says then. The phone has proved itself before. */
export class KeyPages {
  readonly #db: Db;
  readonly #keyring: Keyring;
  readonly #publicUrl: string;
  readonly #clock: () => Date;
  readonly #pressed = new Map<string, Pressed>();
  #count = 0;

  constructor(db: Db, keyring: Keyring, publicUrl: string, clock: () => Date) {
    this.#db = db;
    this.#keyring = keyring;
    this.#publicUrl = publicUrl;
    this.#clock = clock;
  }

  /** Null: the phone has no such key. Rejects when the database is away. */
  press(phone: PhoneRow, asked: KeyAsked): Promise<Body | null> {
    const now = this.#clock().getTime();
    for (const [name, { at }] of this.#pressed) {
      if (now - at < onePress && this.#pressed.size < mostRemembered) break;
      this.#pressed.delete(name);
    }
    const name = `${phone.id} ${asked.module}-${asked.index} ${asked.choice ?? ""}`;
    const same = this.#pressed.get(name);
    if (same) return same.page;
    const page = this.#act(phone, asked);
    this.#pressed.set(name, { at: now, page });
    page.catch(() => this.#pressed.delete(name));
    return page;
  }

  async #act(phone: PhoneRow, asked: KeyAsked): Promise<Body | null> {
    const source = (await loadPlanSources(this.#db, this.#keyring, [phone.id])).get(phone.id);
    const plan = source && planOf(source, this.#publicUrl);
    const key = plan?.keys.find(({ place }) => place.module === asked.module && place.index === asked.index);
    if (!plan || !key || key.page === null) return null;
    // Only the page of absences has choices: a press with another address would act once more.
    if (asked.choice !== null && key.kind !== "diversion") return null;
    const act = () => this.#page(plan, key, asked.choice);
    const name = `${phone.id} ${asked.module}-${asked.index} ${asked.choice ?? ""}`;
    const unknown = () => text(key.label, say("failed", languageOf(plan.settings.language.value)));
    // A process that is alone has seen above whether it is the same press.
    const page = isPostgres(this.#db) ? await onePressed(this.#db, name, onePress, act, unknown) : await act();
    const file = vendorOf(plan.phone.vendor).keyPage(page);
    // Each answer is another one: a phone must not take what it has kept for what has happened now.
    const etag = `"${bodyHash(this.#keyring, Buffer.from(`${this.#count++} ${this.#clock().getTime()}`)).slice(0, 32)}"`;
    return plainBody(Buffer.from(file.body), file.contentType, etag);
  }

  async #page(plan: Plan, key: PlanKey, choice: string | null): Promise<KeyPage> {
    const { organisationId, id } = plan.phone;
    const organisation = await getOrganisation(this.#db, { id: organisationId });
    const { userId } = await getPhone(this.#db, { organisationId, id });
    const usual = languageOf(organisation.language);
    if (userId === null) return text(key.label, say("noUser", usual));
    const person = await getPerson(this.#db, { organisationId, id: userId });
    const desk = {
      plan,
      key,
      person,
      language: languageOf(person.language ?? organisation.language),
      zone: organisation.timeZone,
    };
    try {
      return key.kind === "groupLogin" ? await this.#logIn(desk) : await this.#divert(desk, choice);
    } catch (error) {
      if (error instanceof DomainError) return text(key.label, say(sentenceOf(error.code), desk.language));
      throw error;
    }
  }

  async #logIn({ plan, key, person, language }: Desk): Promise<KeyPage> {
    const { organisationId } = plan.phone;
    const of = { organisationId, userId: person.id };
    const mine = async () => (await groupsOfPerson(this.#db, of)).find((one) => one.id === key.follows?.id);
    const group = await mine();
    if (!group) return text(key.follows?.name ?? key.label, say("notMember", language));
    const input = { ...of, groupId: group.id, loggedIn: !group.me.loggedIn, by: "self" } as const;
    await setLogin(this.#db, input, actorOf(person, organisationId), this.#clock());
    const after = (await mine()) ?? group;
    const count = countLoggedIn(after.members);
    const others =
      count === 0
        ? say("nobody", language)
        : `${count} ${say("of", language)} ${after.members.length} ${say("areIn", language)}.`;
    return text(after.name, say(after.me.loggedIn ? "loggedIn" : "loggedOut", language), others);
  }

  /** Away: back again. Else the reasons to choose from, each with the end that it proposes, and then that one. */
  async #divert(desk: Desk, choice: string | null): Promise<KeyPage> {
    const { plan, person, language, zone } = desk;
    const { organisationId } = plan.phone;
    const of = { organisationId, userId: person.id };
    const now = this.#clock();
    const actor = actorOf(person, organisationId);
    const away = (await loadAway(this.#db, [person.id], now)).get(person.id);
    const title = say("away", language);
    if (choice === null && away) {
      const current = await getDiversion(this.#db, { ...of, id: away.diversion.id });
      await finishDiversion(this.#db, { ...of, id: current.id }, actor, now);
      return text(title, say("back", language));
    }
    const { hours } = await getWorkHours(this.#db, of);
    const words = (reason: (typeof reasonCodes)[number], endsAt: Date) =>
      `${diversionReasons[reason].words[language]} ${spokenEnd(endsAt, now, zone, language)}`;
    if (choice !== null && isReasonCode(choice)) {
      const endsAt = suggestedEnd(choice, now, hours);
      if (endsAt === null) return text(title, say("failed", language));
      const wanted = { reason: choice, startsAt: null, endsAt: endsAt.toISOString(), note: null, source: "phone" } as const;
      await setDiversion(this.#db, { ...of, ...wanted }, actor, now);
      return text(title, words(choice, endsAt));
    }
    const choices = reasonCodes.flatMap((reason) => {
      const endsAt = suggestedEnd(reason, now, hours);
      return endsAt === null ? [] : [{ label: words(reason, endsAt), url: `${addressOf(desk)}?do=${reason}` }];
    });
    return { title, lines: [say("why", language)], choices };
  }
}

function addressOf({ plan, key }: Desk): string {
  return `${plan.provisioning.url}${key.page}.${vendorOf(plan.phone.vendor).pageEnding}`;
}

function actorOf(person: Person, organisationId: string): Actor {
  return { kind: "user", id: person.id, name: person.name, organisationId };
}

function languageOf(text: string): Language {
  return languages.find((one) => one === text) ?? "sv";
}

function text(title: string, ...lines: string[]): KeyPage {
  return { title, lines, choices: [] };
}

function sentenceOf(code: DomainError["code"]): "fixed" | "notMember" | "overlaps" | "failed" {
  if (code === "group_login_fixed") return "fixed";
  if (code === "response_group_not_found") return "notMember";
  return code === "diversion_overlap" ? "overlaps" : "failed";
}
