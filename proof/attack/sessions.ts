import { updateDeactivation } from "../../db/deactivations.ts";
import { eraseUser } from "../../db/erasure.ts";
import { newId } from "../../db/ids.ts";
import { hashPassword } from "../../db/password-hash.ts";
import { createReset, linkLasts } from "../../db/password-resets.ts";
import { createPerson } from "../../db/people-create.ts";
import { generateToken, tokenHash } from "../../db/secrets.ts";
import { sessionIdle, sessionLongest, startSession } from "../../db/sessions.ts";
import { setPassword } from "../../db/sign-in.ts";
import { anOrganisation, testActor, testNow } from "../../db/testing/builders.ts";
import { dumpOf } from "../../db/testing/dump.ts";
import type { Db } from "../../db/types.ts";
import { wallClock } from "../../domain/local-time.ts";
import { aFirm, type Ids } from "../../portal/testing/firm.ts";
import { goodHash, goodPassword, type OpenHouse } from "../../portal/testing/open-house.ts";
import { Visitor } from "../../portal/testing/visitor.ts";
import type { Claim, ProofSetup } from "../contract.ts";
import { Tally } from "../tally.ts";
import { type Kind, pick, withFirms, withHouse } from "../world.ts";

const kinds: readonly Kind[] = ["SQLite", "PostgreSQL"];

type Person = { readonly id: string; readonly organisationId: string; active: boolean; readonly sessions: Seat[] };
/** A browser with a session, and what is known of it. */
type Seat = { readonly visitor: Visitor; began: number; seen: number; open: boolean };

/** What can happen to people's sessions, in any order; each keeps account of which must be open after it. */
const happenings = {
  begins: async (house: OpenHouse, person: Person) => {
    if (!person.active) return;
    const token = generateToken();
    const session = {
      userId: person.id,
      organisationId: person.organisationId,
      tokenHash: tokenHash(token),
      address: "127.0.0.1",
      userAgent: null,
    };
    await startSession(house.db, session, testActor, house.now.at);
    const visitor = new Visitor(house.url, person.id);
    visitor.cookies.set("klyka_session", token);
    const at = house.now.at.getTime();
    person.sessions.push({ visitor, began: at, seen: at, open: true });
    await visitor.learnCsrf();
  },
  signsOut: async (_house: OpenHouse, person: Person, random: () => number) => {
    const seat = person.sessions[Math.floor(random() * person.sessions.length)];
    if (!seat?.open) return;
    const kept = new Map(seat.visitor.cookies);
    await seat.visitor.delete("/session");
    // The cookie that the server took away is put back.
    for (const [name, value] of kept) seat.visitor.cookies.set(name, value);
    seat.open = false;
  },
  passwordIsSet: async (house: OpenHouse, person: Person) => {
    if (!person.active) return;
    const by = { organisationId: person.organisationId, userId: person.id };
    await setPassword(house.db, { ...by, passwordHash: await goodHash(), mustChange: false }, testActor, house.now.at);
    for (const seat of person.sessions) seat.open = false;
  },
  isDeactivated: async (house: OpenHouse, person: Person, random: () => number) => {
    if (!person.active || random() < 0.7) return;
    const today = wallClock(house.now.at, "Europe/Stockholm").date;
    await updateDeactivation(
      house.db,
      { organisationId: person.organisationId, id: person.id, deactivateOn: today },
      testActor,
      house.now.at,
    );
    person.active = false;
    for (const seat of person.sessions) seat.open = false;
    if (random() < 0.5)
      await eraseUser(house.db, { organisationId: person.organisationId, id: person.id }, testActor, house.now.at);
  },
  timePasses: async (house: OpenHouse, _person: Person, random: () => number) => {
    const hours = pick(random, [1, 30, 24 * 6, 24 * 7, 24 * 8]);
    house.now.at = new Date(house.now.at.getTime() + hours * 3_600_000);
  },
} as const;

const sessions: Claim = {
  id: "sessions-end",
  suite: "attack",
  promise:
    "A session opens nothing after signing out, a new password, deactivation, erasure, a week unused or a month, whatever happened in whichever order.",
  prove: async (setup) => {
    const tally = new Tally();
    for (const kind of setup.size === "full" ? kinds : kinds.slice(0, 1)) {
      await withHouse(setup, { kind }, async (house) => {
        const { id: organisationId } = await anOrganisation(house.db);
        await house.somebody(organisationId, ["user", "administrator"]);
        const people: Person[] = [];
        for (let step = 0; step < (setup.size === "full" ? 700 : 40); step++) {
          if (people.length === 0 || setup.random() < 0.1) people.push(await aPerson(house.db, organisationId));
          const person = pick(setup.random, [people[0] ?? (await aPerson(house.db, organisationId)), ...people]);
          const what = pick<keyof typeof happenings>(setup.random, [
            "begins",
            "begins",
            "begins",
            "signsOut",
            "passwordIsSet",
            "isDeactivated",
            "timePasses",
          ]);
          await happenings[what](house, person, setup.random);
          for (const one of people.slice(-6)) for (const seat of one.sessions.slice(-4)) await look(house, seat, tally, what);
        }
      });
    }
    return tally.outcome();
  },
};

async function aPerson(db: Db, organisationId: string): Promise<Person> {
  const names = { firstName: "Ottilia", lastName: "Testare" };
  const { id } = await createPerson(db, { organisationId, ...names, rights: ["user"], operates: [] }, "all", testActor, testNow);
  await setPassword(db, { organisationId, userId: id, passwordHash: await goodHash(), mustChange: false }, testActor, testNow);
  return { id, organisationId, active: true, sessions: [] };
}

async function look(house: OpenHouse, seat: Seat, tally: Tally, after: string): Promise<void> {
  const at = house.now.at.getTime();
  if (at - seat.seen >= sessionIdle || at - seat.began >= sessionLongest) seat.open = false;
  const { body, status } = await seat.visitor.get("/me");
  const open = status === 200;
  tally.check(
    open === seat.open,
    () => `after ${after} a session that is ${seat.open ? "good" : "over"} gets ${status} ${body?.code ?? ""}`,
  );
  if (seat.open) seat.seen = at;
}

const fixation: Claim = {
  id: "session-fixation",
  suite: "attack",
  promise:
    "Signing in makes a new session: one that was put into the browser before is not taken over, and ends; the cookie is out of reach of scripts, and its token stands nowhere.",
  prove: async (setup) =>
    withFirms(setup, {}, async (house, firm) => {
      const tally = new Tally();
      await setPassword(
        house.db,
        { organisationId: firm.organisation, userId: firm.user, passwordHash: await goodHash(), mustChange: false },
        testActor,
        testNow,
      );
      for (let round = 0; round < (setup.size === "full" ? 12 : 2); round++) {
        const foe = await house.somebody(firm.organisation, ["user"]);
        const planted = foe.cookies.get("klyka_session") ?? "";
        const victim = house.stranger();
        if (round % 2 === 0) victim.cookies.set("klyka_session", planted);
        else victim.cookies.set("klyka_session", generateToken());
        const answered = await victim.signIn("08-465 004 41", goodPassword);
        const token = victim.cookies.get("klyka_session") ?? "";
        tally.check(answered.status === 201 && token !== planted && token.length === 26, "signing in does not give a new token");
        tally.check(
          /HttpOnly/.test(answered.headers.getSetCookie().join()) && /SameSite=Lax/.test(answered.headers.getSetCookie().join()),
          "the cookie is in reach of scripts or other sites",
        );
        if (round % 2 === 0)
          tally.check((await foe.get("/me")).status === 401, "the session that was there before is still good");
        const dump = (await dumpOf(house.db)).join("\n");
        tally.check(
          !dump.includes(token) && !JSON.stringify(answered.body).includes(token),
          "the token stands in the database or in the answer",
        );
        // Two cookies of one name: somebody else has set one of them.
        const twice = await fetch(`${house.url}/api/me`, {
          headers: { cookie: `klyka_session=${token}; klyka_session=${planted}` },
        });
        tally.check(twice.status === 401, "a cookie that comes twice is taken");
      }
      return tally.outcome();
    }),
};

const links: Claim = {
  id: "links-once",
  suite: "attack",
  promise:
    "Links for a new password and for installing are good once: of many who use one at once exactly one gets it; old, replaced and made-up ones get nobody anything.",
  prove: async (setup) => {
    const tally = new Tally();
    const [rounds, racers] = setup.size === "full" ? [12, 8] : [1, 3];
    for (const kind of kinds) {
      await withHouse(setup, { kind, asker: askers() }, async (house) => {
        const firm = await aFirm(house.db, 41);
        for (let round = 0; round < rounds; round++) {
          setup.say(`${kind}: round ${round + 1} of ${rounds}`);
          await raceForReset(house, firm, racers, tally);
          await raceForInstall(house, firm, racers, tally);
        }
      });
    }
    return tally.outcome({ measured: `${racers} at once, ${rounds} rounds of each on both databases` });
  },
};

/** Each request comes from an address of its own: it is not the throttle that is tried. */
function askers() {
  let count = 0;
  return () => {
    count += 1;
    return { address: `192.0.2.${count % 250}`, secure: false };
  };
}

type Firm = { readonly organisation: string; readonly user: string; readonly message: string };

async function raceForReset(house: OpenHouse, firm: Firm, racers: number, tally: Tally): Promise<void> {
  const by = { organisationId: firm.organisation, userId: firm.user };
  const make = async () => {
    const token = generateToken();
    await createReset(house.db, { ...by, tokenHash: tokenHash(token) }, testActor, house.now.at);
    return token;
  };
  const use = async (token: string, password = `fyra lata igelkottar ${generateToken()}`) =>
    (await house.stranger().post("/password-resets/use", { token, password })).status;
  const [replaced, token] = [await make(), await make()];
  tally.check((await use(replaced)) >= 400, "a replaced link for a new password is good");
  tally.check((await use(generateToken())) >= 400, "a made-up link for a new password is good");
  const won = (await Promise.all(Array.from({ length: racers }, () => use(token)))).filter((status) => status === 204).length;
  tally.check(won === 1, `a link for a new password was good ${won} times`);
  tally.check((await use(token)) >= 400, "a used link for a new password is good");
  const old = await make();
  house.now.at = new Date(house.now.at.getTime() + linkLasts.reset);
  tally.check((await use(old)) >= 400, "a link for a new password is good after its time");
}

async function raceForInstall(house: OpenHouse, firm: Firm, racers: number, tally: Tally): Promise<void> {
  const make = async (lasts: number) => {
    const token = generateToken();
    const row = {
      token_hash: tokenHash(token),
      organisation_id: firm.organisation,
      user_id: firm.user,
      kind: "app_install",
      message_id: firm.message,
    };
    await house.db("install_token").insert({
      ...row,
      created_at: house.now.at.toISOString(),
      expires_at: new Date(house.now.at.getTime() + lasts).toISOString(),
    });
    return token;
  };
  const use = async (token: string) => (await house.stranger().post("/install/use", { token })).status;
  const [token, old] = [await make(3_600_000), await make(0)];
  const won = (await Promise.all(Array.from({ length: racers }, () => use(token)))).filter((status) => status === 200).length;
  tally.check(won === 1, `a link for installing was good ${won} times`);
  for (const [what, one] of [
    ["used", token],
    ["expired", old],
    ["made-up", generateToken()],
    ["empty", ""],
    ["an id", newId(testNow)],
  ] as const)
    tally.check((await use(one)) >= 400, `a link for installing that is ${what} is good`);
}

const signIn: Claim = {
  id: "sign-in-tells-nothing",
  suite: "attack",
  promise:
    "Signing in answers alike to unknown names, wrong passwords, the deactivated and those without a password, and guessing is slowed down for whoever guesses.",
  prove: async (setup) => {
    const tally = new Tally();
    await withFirms(setup, { asker: askers() }, async (house, firm, gone) => signInAlike(setup, house, [firm, gone], tally));
    // Looking at twenty passwords takes seconds, on purpose: the tests of signing in count guesses themselves.
    if (setup.size === "small") return tally.outcome();
    await withFirms(setup, {}, async (house, firm) => {
      await setPassword(
        house.db,
        {
          organisationId: firm.organisation,
          userId: firm.user,
          passwordHash: await hashPassword(goodPassword),
          mustChange: false,
        },
        testActor,
        testNow,
      );
      const statuses: number[] = [];
      for (let guess = 0; guess < 14; guess++)
        statuses.push((await house.stranger().signIn("08-465 004 41", `gissning ${guess}`)).status);
      tally.check(
        statuses.filter((status) => status === 401).length === 10,
        `a guesser gets ${statuses.filter((status) => status === 401).length} guesses in a quarter of an hour`,
      );
      tally.check(
        statuses.slice(10).every((status) => status === 429),
        "guessing goes on after ten wrong passwords",
      );
    });
    return tally.outcome();
  },
};

async function signInAlike(setup: ProofSetup, house: OpenHouse, [firm, gone]: readonly [Ids, Ids], tally: Tally): Promise<void> {
  for (const one of [firm, gone])
    await setPassword(
      house.db,
      { organisationId: one.organisation, userId: one.user, passwordHash: await goodHash(), mustChange: false },
      testActor,
      testNow,
    );
  await updateDeactivation(
    house.db,
    { organisationId: gone.organisation, id: gone.user, deactivateOn: "2026-03-02" },
    testActor,
    testNow,
  );
  const tries = [
    ["08-465 004 99", goodPassword],
    ["08-465 004 41", "fel lösenord"],
    ["08-465 004 42", goodPassword],
    ["nobody@example.se", "x"],
    ["' or 1=1 --", "' or 1=1 --"],
    ["", ""],
  ] as const;
  const seen = new Set<string>();
  for (let round = 0; round < (setup.size === "full" ? 10 : 1); round++) {
    for (const [name, password] of tries) {
      const { status, body, headers } = await house.stranger().post("/session", { name, password });
      seen.add(JSON.stringify([status, body, headers.getSetCookie()]));
      tally.check(status === 401, `signing in as ${name === "" ? "nobody" : name} gives ${status}`);
    }
  }
  tally.check(seen.size === 1, `there are ${seen.size} answers to whoever may not sign in`);
}

export const sessionClaims: readonly Claim[] = [sessions, fixation, links, signIn];
