import { z } from "zod";
import { loadPlanSources } from "../db/plan-source.ts";
import { tryOut } from "../db/reach.ts";
import type { Db } from "../db/types.ts";
import { composePlan } from "../domain/compose-plan.ts";
import { maskPlan } from "../domain/mask-plan.ts";
import type { Vendor } from "../templates/contract.ts";
import { findModel, vendorOf } from "../templates/index.ts";
import type { ApiParts } from "./api/parts.ts";
import { ok, type RawAsk, type Route, route } from "./api/route.ts";
import { lineChanges } from "./line-changes.ts";
import { EdgeError } from "./problem.ts";
import { Throttle } from "./sign-in/throttle.ts";

/** Phones that are named, and phones whose files are compared. */
const mostNamed = 200;
const mostCompared = 40;

const ReachView = z.strictObject({
  total: z.int(),
  phones: z.array(z.strictObject({ id: z.string(), label: z.string(), mac: z.string(), model: z.string() })),
  /** The change in the files' lines, secrets covered, equal ones together; of the first phones. */
  differences: z.array(
    z.strictObject({
      phoneIds: z.array(z.string()),
      removed: z.array(z.string()),
      added: z.array(z.string()),
      /** These phones start again when they have fetched it. */
      restarts: z.boolean(),
    }),
  ),
  /** How many phones the differences are of. */
  compared: z.int(),
});

const Trial = z.strictObject({
  method: z.enum(["post", "put", "patch", "delete"]),
  /** Below `/api`. */
  path: z.string().max(300),
  body: z.unknown().optional(),
  /** What If-Match would say. */
  version: z.int().nullable().default(null),
});

/** @param routes those that can be tried out: writes whose effect is in the database alone */
export function reachRoutes(routes: readonly Route[]): readonly Route[] {
  const tried = routes.filter(isTriable);
  return [
    route("administrator", {
      method: "post",
      path: "/reach",
      tag: "Reach",
      summary: "Tries out a write and undoes it: how many phones would get new files, which, and what would change in them.",
      body: Trial,
      answer: ReachView,
      example: { method: "patch", path: "/users/{user}/details", body: { lastName: "Ek" }, version: 1 },
      handle: async (asked) => {
        const { parts, who, body } = asked;
        const found = findRoute(tried, body.method, body.path);
        if (!found) throw new EdgeError("not_found");
        const run = (trx: Db) => found.route.run(asTrial(asked, trx, found.params));
        const look = async (trx: Db, { phones }: { phones: readonly { id: string }[] }) => {
          const ids = phones.slice(0, mostCompared).map((phone) => phone.id);
          return linesOf({ ...parts, db: trx }, ids);
        };
        const { reach, seen } = await tryOut(parts.db, who.organisationId, run, look, mostNamed);
        const before = await linesOf(parts, [...seen.keys()]);
        return ok({ ...reach, differences: grouped(before, seen), compared: seen.size });
      },
    }),
  ];
}

function isTriable({ method, level, path, file }: Route): boolean {
  const reads = method === "get" || /\/(password|passwords|address|preview|window)$/.test(path);
  return level === "administrator" && !reads && file === null;
}

/** Everything that is written is written in the trial: whatever wrote beside it would wait for its end, and it for that. */
function asTrial(asked: RawAsk & { body: z.output<typeof Trial> }, trx: Db, params: Record<string, string>): RawAsk {
  const { body, version } = asked.body;
  const throttle = new Throttle({ db: trx, keyring: asked.parts.keyring });
  return { ...asked, params, query: {}, body, version, parts: { ...asked.parts, db: trx, throttle } };
}

function findRoute(
  routes: readonly Route[],
  method: string,
  path: string,
): { route: Route; params: Record<string, string> } | null {
  for (const one of routes) {
    const params = one.method === method ? matches(one.path, path) : null;
    if (params) return { route: one, params };
  }
  return null;
}

function matches(pattern: string, path: string): Record<string, string> | null {
  const [wanted, given] = [pattern.split("/"), path.split("/")];
  if (wanted.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (const [at, part] of wanted.entries()) {
    const text = given[at] ?? "";
    if (part.startsWith(":")) params[part.slice(1)] = text;
    else if (part !== text) return null;
  }
  return params;
}

type Lines = { readonly vendor: Vendor; readonly lines: readonly string[] };

/** All lines of each phone's files, secrets covered. */
async function linesOf({ db, keyring, publicUrl }: ApiParts, ids: readonly string[]): Promise<Map<string, Lines>> {
  const sources = await loadPlanSources(db, keyring, ids);
  const lines = new Map<string, Lines>();
  for (const [id, source] of sources) {
    const { vendor: make, modelId } = source.phone;
    const model = findModel(make, modelId);
    if (!model) continue;
    const plan = maskPlan(composePlan(source, { ...model, id: model.model }, publicUrl));
    const vendor = vendorOf(make);
    const all = vendor.roles(modelId).flatMap((role) => vendor.explain(role, plan) ?? []);
    lines.set(id, { vendor, lines: all.map((line) => line.text.trim()) });
  }
  return lines;
}

type Difference = z.infer<typeof ReachView>["differences"][number];

function grouped(before: ReadonlyMap<string, Lines>, after: ReadonlyMap<string, Lines>): Difference[] {
  const byChange = new Map<string, Difference>();
  for (const [id, { vendor, lines }] of after) {
    const change = lineChanges(before.get(id)?.lines ?? [], lines);
    // A phone whose key does not fit asks anew, and gets the same.
    if (change.removed.length + change.added.length === 0) continue;
    const restarts = vendor.restarts([...change.removed, ...change.added]);
    const key = JSON.stringify([vendor.id, change]);
    const group = byChange.get(key) ?? { phoneIds: [], ...change, restarts };
    group.phoneIds.push(id);
    byChange.set(key, group);
  }
  return [...byChange.values()].sort((a, b) => b.phoneIds.length - a.phoneIds.length);
}
