import { newId } from "../../db/ids.ts";
import { testNow } from "../../db/testing/builders.ts";
import type { Db } from "../../db/types.ts";
import type { Route } from "../../portal/api/route.ts";
import { routesFor } from "../../portal/api/routes.ts";
import { callRoute, expected, kindsIn, levelCodes, own } from "../../portal/testing/calls.ts";
import type { Ids } from "../../portal/testing/firm.ts";
import type { OpenHouse } from "../../portal/testing/open-house.ts";
import type { Visitor } from "../../portal/testing/visitor.ts";
import type { Claim, ProofSetup } from "../contract.ts";
import { Tally } from "../tally.ts";
import { withFirms } from "../world.ts";

/** Signing out comes last: the session is used for all the others. */
export const everyRoute: readonly Route[] = [...routesFor({ mail: true })].sort(
  (a, b) => Number(a.path === "/session" && a.method === "delete") - Number(b.path === "/session" && b.method === "delete"),
);

/** All of them; for the tests a few picked at random, as those of the table itself go through all (portal/api/matrix.test.ts). */
export function someRoutes({ size, random }: ProofSetup): readonly Route[] {
  return size === "full" ? everyRoute : everyRoute.filter(() => random() < 24 / everyRoute.length);
}

export const nameOf = ({ method, path }: Pick<Route, "method" | "path">): string => `${method.toUpperCase()} ${path}`;

/** Whatever anybody has written since: each write leaves an entry. */
export async function entries(db: Db, organisationId?: string): Promise<number> {
  const asked = db("audit").count<{ count: number | string }[]>({ count: "*" });
  const [row] = await (organisationId === undefined ? asked : asked.where("organisation_id", organisationId));
  return Number(row?.count ?? 0);
}

/** Each kind of visitor, and as whom of the table `expected` the route has to treat it. */
async function visitors(
  house: OpenHouse,
  mine: Ids,
  theirs: Ids,
): Promise<readonly [string, keyof (typeof expected)["anyone"], Visitor][]> {
  const gone = await house.somebody(mine.organisation, ["user", "administrator"]);
  const token = gone.cookies.get("klyka_session") ?? "";
  await gone.delete("/session");
  gone.cookies.set("klyka_session", token);
  const guesser = house.stranger();
  guesser.cookies.set("klyka_session", "0".repeat(26));
  guesser.csrf = "0";
  const operator = (operates: "all" | string[]) => house.somebody(theirs.organisation, ["operator"], { operates });
  return [
    ["nobody", "stranger", house.stranger()],
    ["somebody with a made-up session", "stranger", guesser],
    ["somebody who has signed out", "stranger", gone],
    [
      "somebody with a password to change",
      "newcomer",
      await house.somebody(mine.organisation, ["user", "administrator"], { mustChange: true }),
    ],
    ["a user", "user", await house.somebody(mine.organisation, ["user"])],
    ["an administrator", "administrator", await house.somebody(mine.organisation, ["user", "administrator"])],
    ["an operator of nothing", "operator", await operator([])],
    ["an operator of another firm", "operator", await operator([mine.organisation])],
    // Looks after its own house too, as its administrator.
    ["an operator of all firms", "chief", await operator("all")],
  ];
}

const matrix: Claim = {
  id: "authorisation-matrix",
  suite: "attack",
  promise: "Each route of the people's API lets in exactly those whom it is for, and whoever is turned away has changed nothing.",
  prove: async (setup) =>
    withFirms(setup, {}, async (house, mine, theirs) => {
      const tally = new Tally();
      const unknown = () => newId(testNow);
      const routes = someRoutes(setup);
      for (const [who, kind, visitor] of await visitors(house, mine, theirs)) {
        for (const route of routes) {
          const wanted = expected[route.level][kind];
          const before = wanted === null ? 0 : await entries(house.db);
          // Own ids for whoever has to be turned away: it is not the id that they are refused for.
          const { status, body } = await callRoute(
            visitor,
            route,
            wanted === null ? unknown : own(mine),
            1,
            wanted === null ? {} : undefined,
          );
          const told = levelCodes.includes(body?.code) ? body.code : null;
          tally.check(
            told === wanted && status < 500,
            () => `${nameOf(route)}: ${who} is told ${told ?? status}, not ${wanted ?? "to go on"}`,
          );
          if (wanted !== null)
            tally.check((await entries(house.db)) === before, () => `${nameOf(route)}: ${who} has changed something`);
        }
        setup.say(`${who}: ${routes.length} routes`);
      }
      return tally.outcome({ measured: `${routes.length} routes, 9 kinds of visitors` });
    }),
};

const foreign: Claim = {
  id: "other-firms-ids",
  suite: "attack",
  promise:
    "An administrator or operator who names another firm's things is answered as if they did not exist, and reads and changes nothing of it.",
  prove: async (setup) =>
    withFirms(setup, {}, async (house, mine, theirs) => {
      const tally = new Tally();
      const made = new Map<string, string>();
      const unknown = (kind: string) => {
        const id = made.get(kind) ?? newId(testNow);
        made.set(kind, id);
        return id;
      };
      // Images are of no organisation.
      const { image: _image, upload: _upload, ...secret } = mine;
      const foes: readonly [string, Visitor, (route: Route) => boolean][] = [
        ["the neighbour's administrator", await house.somebody(theirs.organisation, ["user", "administrator"]), () => true],
        [
          "the neighbour's operator",
          await house.somebody(theirs.organisation, ["operator"], { operates: [theirs.organisation] }),
          ({ level }) => level === "operator",
        ],
      ];
      for (const [who, visitor, asks] of foes) {
        for (const route of someRoutes(setup).filter(asks)) {
          const before = await entries(house.db, mine.organisation);
          const kinds = kindsIn(route);
          const ids = (kind: string) => (kinds.some((one) => one === kind) ? mine[kind as keyof Ids] : own(theirs)(kind));
          const none = (kind: string) => (kinds.some((one) => one === kind) ? unknown(kind) : own(theirs)(kind));
          if (route.path === "/session" && route.method === "delete") continue;
          const [given, nobody] = [await callRoute(visitor, route, ids), await callRoute(visitor, route, none)];
          const text = JSON.stringify(given.body) ?? "";
          const leak = Object.entries(secret).find(([, id]) => id !== "" && text.includes(id));
          tally.check(leak === undefined, () => `${nameOf(route)}: ${who} reads the id of a ${leak?.[0]}`);
          const own_ = kinds.filter((kind) => kind !== "image" && kind !== "upload");
          if (own_.length > 0) {
            const same = given.status === nobody.status && text === (JSON.stringify(nobody.body) ?? "");
            tally.check(
              same && given.status >= 400,
              () => `${nameOf(route)}: ${who} is told ${given.status}, of what does not exist ${nobody.status}`,
            );
          }
          tally.check(
            (await entries(house.db, mine.organisation)) === before,
            () => `${nameOf(route)}: ${who} has changed something of another firm`,
          );
        }
      }
      return tally.outcome();
    }),
};

const trial: Claim = {
  id: "trial-is-no-way-round",
  suite: "attack",
  promise: "Trying a write out first (`/reach`) does nothing that its route would refuse, and leaves nothing written.",
  prove: async (setup) =>
    withFirms(setup, {}, async (house, mine, theirs) => {
      const tally = new Tally();
      const administrator = await house.somebody(mine.organisation, ["user", "administrator"]);
      const user = await house.somebody(mine.organisation, ["user"]);
      const before = await entries(house.db);
      for (const route of someRoutes(setup).filter(({ method }) => method !== "get")) {
        for (const [whose, ids] of [
          ["own", mine],
          ["another firm's", theirs],
        ] as const) {
          const path = route.path.replace(/:([a-zA-Z]+)/g, (_, kind: string) => own(ids)(kind));
          const asked = { method: route.method, path, body: bodyOf(route, ids), version: 1 };
          const refused = await user.post("/reach", asked);
          tally.check(refused.body.code === "right_missing", () => `${nameOf(route)}: a user may try it out`);
          const { status, body } = await administrator.post("/reach", asked);
          const theirsToo = whose !== "own" && kindsIn(route).length > 0;
          const allowed = route.level === "administrator";
          tally.check(status < 500, () => `${nameOf(route)}: trying it out gives ${status}`);
          if (!allowed || theirsToo)
            tally.check(
              status >= 400,
              () => `${nameOf(route)}: an administrator tries it out with ${whose} ids and gets ${status} ${body?.code ?? ""}`,
            );
        }
      }
      tally.check((await entries(house.db)) === before, "a trial has left something written");
      return tally.outcome();
    }),
};

function bodyOf(route: Route, ids: Ids): unknown {
  return JSON.parse(
    JSON.stringify(route.example ?? {}).replace(/\{([a-zA-Z]+)\}/g, (whole, kind: string) =>
      Object.hasOwn(ids, kind) ? own(ids)(kind) : whole,
    ),
  );
}

export const rightsClaims: readonly Claim[] = [matrix, foreign, trial];
