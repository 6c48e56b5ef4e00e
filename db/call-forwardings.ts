import { z } from "zod";
import {
  type CallForwarding,
  type CallNode,
  type ForwardingFacts,
  type ForwardingKind,
  type ForwardingTarget,
  forwardingChain,
  forwardingKinds,
  forwardingProblems,
} from "../domain/call-forwarding.ts";
import { type CallGraph, newLoop, plainPath, waysWithoutMenus } from "../domain/call-graph.ts";
import { DomainError } from "../domain/errors.ts";
import { featuresOf } from "../domain/feature-groups.ts";
import { parseNumber } from "../domain/numbers.ts";
import { mexNumber } from "../domain/user-rules.ts";
import { type AuditValue, changedFields, recordAudit } from "./audit.ts";
import { loadCallGraph, namesOfPath } from "./call-graph.ts";
import { announce } from "./changes.ts";
import { foreignPrefixesOf } from "./foreign-prefixes.ts";
import { nodesByNumber } from "./number-nodes.ts";
import { featureSchemeOf } from "./organisations.ts";
import { getPerson } from "./people.ts";
import { numbersOf } from "./people-changes.ts";
import { checkVersion, mustBelong } from "./rows.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

/** Where somebody's calls go on to, one of each kind; a kind that nobody has said is off and without target. */
export type Forwardings = {
  readonly version: number;
  readonly kinds: Readonly<Record<ForwardingKind, CallForwarding>>;
};

const Target = z.union([
  z.strictObject({ kind: z.enum(["user", "group", "menu"]), id: z.string().max(64) }),
  /** Any written form; a number that a colleague, group or menu has follows them from then on. */
  z.strictObject({ kind: z.literal("number"), number: z.string().max(60) }),
]);
const OneInput = z.strictObject({
  target: Target.nullable().optional(),
  /** For `noAnswer`. */
  seconds: z.int().min(0).max(600).nullable().optional(),
  enabled: z.boolean().optional(),
});
/** Absent kinds and fields stay as they are. */
export const ForwardingsInput = z.strictObject({
  all: OneInput.optional(),
  busy: OneInput.optional(),
  noAnswer: OneInput.optional(),
  unreachable: OneInput.optional(),
});
export type ForwardingsInput = z.infer<typeof ForwardingsInput>;

type Of = { readonly organisationId: string; readonly userId: string };
type Row = {
  user_id: string;
  organisation_id: string;
  kind: string;
  target_kind: string | null;
  target_id: string | null;
  target_number: string | null;
  seconds: number | null;
  enabled: boolean | number;
  updated_at: string;
  updated_by: string;
};

const Kind = z.enum(forwardingKinds);
export const usualSeconds = 20;

function present(row: Row): CallForwarding {
  return { kind: Kind.parse(row.kind), target: targetOf(row), seconds: row.seconds, enabled: Boolean(row.enabled) };
}

function targetOf({ target_kind: kind, target_id: id, target_number: number }: Row): ForwardingTarget | null {
  if ((kind === "user" || kind === "group" || kind === "menu") && id !== null) return { kind, id };
  return kind === "number" && number !== null ? { kind, number } : null;
}

const unsaid = (kind: ForwardingKind): CallForwarding => ({
  kind,
  target: null,
  seconds: kind === "noAnswer" ? usualSeconds : null,
  enabled: false,
});

/** @throws DomainError `user_not_found` */
export async function getForwardings(db: Db, { organisationId, userId }: Of): Promise<Forwardings> {
  const user = await db("users")
    .where({ id: userId, organisation_id: organisationId })
    .first<{ forwarding_version: number } | undefined>("forwarding_version");
  if (!user) throw new DomainError("user_not_found");
  const rows: Row[] = await db("call_forwarding").where("user_id", userId).select("*");
  const said = new Map(rows.map((row) => [row.kind, present(row)]));
  const one = (kind: ForwardingKind) => said.get(kind) ?? unsaid(kind);
  return {
    version: user.forwarding_version,
    kinds: { all: one("all"), busy: one("busy"), noAnswer: one("noAnswer"), unreachable: one("unreachable") },
  };
}

/** Every forwarding of the organisation that is switched on and leads somewhere, by person. */
export async function enabledForwardings(db: Db, organisationId: string): Promise<Map<string, CallForwarding[]>> {
  const rows: Row[] = await db("call_forwarding")
    .where({ organisation_id: organisationId, enabled: true })
    .whereNotNull("target_kind")
    .orderBy(["user_id", "kind"])
    .select("*");
  const byUser = Map.groupBy(rows, (row) => row.user_id);
  return new Map([...byUser].map(([userId, all]) => [userId, all.map(present)]));
}

/**
 * Sets some kinds, all or nothing.
 *
 * @throws DomainError `user_not_found`, `version_conflict`, `forwarding_…` and `number_invalid` with the `field`,
 * `target_not_found`, `forwarding_loop`
 */
export async function setForwardings(
  db: Db,
  input: Of & { readonly kinds: ForwardingsInput; readonly version?: number | undefined },
  actor: Actor,
  now: Date,
): Promise<Forwardings> {
  return change(db, async (trx) => {
    const { organisationId, userId } = input;
    const before = await getForwardings(trx, input);
    checkVersion(before, input.version);
    const owners = await ownersOf(trx, input, input.kinds);
    const facts = await factsOf(trx, input);
    const wanted: CallForwarding[] = [];
    for (const kind of forwardingKinds) {
      const said = input.kinds[kind];
      if (said) wanted.push(wantedOf(before.kinds[kind], said, facts, owners));
    }
    await mustExist(trx, organisationId, wanted);
    const graph = await loadCallGraph(trx, organisationId);
    await put(trx, input, wanted, actor, now);
    await refuseLoops(trx, input, wanted, graph);
    const after = await getForwardings(trx, input);
    const fields = changedFields(audited(before), audited(after));
    if (Object.keys(fields.after).length === 0) return before;
    await trx("users").where("id", userId).increment("forwarding_version", 1);
    const entry = { organisationId, action: "user.forwarding_updated", subject: { kind: "user", id: userId } };
    await recordAudit(trx, { ...entry, ...fields }, actor, now);
    await announce(trx, "presence", { organisationId, userId });
    return getForwardings(trx, input);
  });
}

type Said = NonNullable<ForwardingsInput[ForwardingKind]>;

function wantedOf(
  before: CallForwarding,
  said: Said,
  facts: ForwardingFacts,
  owners: ReadonlyMap<string, CallNode>,
): CallForwarding {
  const target = said.target === undefined ? before.target : said.target;
  const seconds = said.seconds === undefined ? before.seconds : said.seconds;
  const wanted = { kind: before.kind, target, seconds, enabled: said.enabled ?? before.enabled };
  const [problem] = forwardingProblems(wanted, facts);
  if (problem) throw new DomainError(problem.code, { ...problem.detail, field: `${before.kind}.${problem.field}` });
  return { ...wanted, target: target && followed(target, owners) };
}

/** A number becomes its canonical form, or whoever of the organisation has it: the person is followed, not the number. */
function followed(target: ForwardingTarget, owners: ReadonlyMap<string, CallNode>): ForwardingTarget | null {
  if (target.kind !== "number") return target;
  const number = parseNumber(target.number)?.canonical;
  if (number === undefined) return null;
  const [kind, id] = (owners.get(number) ?? "").split(":");
  return (kind === "user" || kind === "group" || kind === "menu") && id ? { kind, id } : { kind: "number", number };
}

/** Who of the organisation, other than the person, is reached by one of the numbers that are said. */
async function ownersOf(trx: Db, { organisationId, userId }: Of, kinds: ForwardingsInput): Promise<Map<string, CallNode>> {
  const numbers = Object.values(kinds).flatMap((one) =>
    one?.target?.kind === "number" ? [parseNumber(one.target.number)?.canonical ?? ""] : [],
  );
  const owners = await nodesByNumber(trx, organisationId, numbers);
  return new Map([...owners].filter(([, node]) => node !== `user:${userId}`));
}

async function factsOf(trx: Db, { organisationId, userId }: Of): Promise<ForwardingFacts> {
  const person = await getPerson(trx, { organisationId, id: userId });
  const numbers = numbersOf(person);
  const features = featuresOf(await featureSchemeOf(trx, organisationId), person.features);
  return {
    userId,
    primaryNumber: numbers.primary,
    mexNumber: mexNumber(numbers),
    takesMobile: features.forwardingTakesMobile,
    foreignPrefixes: await foreignPrefixesOf(trx, organisationId),
  };
}

async function mustExist(trx: Db, organisationId: string, wanted: readonly CallForwarding[]): Promise<void> {
  for (const { target } of wanted) {
    if (target?.kind === "user") await mustBelong(trx, "users", target.id, organisationId, "target_not_found");
    if (target?.kind === "group") await mustBelong(trx, "response_group", target.id, organisationId, "target_not_found");
    if (target?.kind === "menu") await mustBelong(trx, "menu", target.id, organisationId, "target_not_found");
  }
}

async function put(trx: Db, of: Of, wanted: readonly CallForwarding[], actor: Actor, now: Date): Promise<void> {
  if (wanted.length === 0) return;
  const { organisationId, userId } = of;
  const kinds = wanted.map((one) => one.kind);
  await trx("call_forwarding").where("user_id", userId).whereIn("kind", kinds).delete();
  const rows = wanted.map(
    ({ kind, target, seconds, enabled }): Row => ({
      ...{ user_id: userId, organisation_id: organisationId, kind, seconds, enabled },
      target_kind: target?.kind ?? null,
      target_id: target && target.kind !== "number" ? target.id : null,
      target_number: target?.kind === "number" ? target.number : null,
      updated_at: now.toISOString(),
      updated_by: actor.name,
    }),
  );
  await trx("call_forwarding").insert(rows);
}

/**
 * F3: nobody's calls go round by people and groups, nor round by a menu from which nobody is reached.
 *
 * @throws DomainError `forwarding_loop` with the path in order
 */
async function refuseLoops(
  trx: Db,
  { organisationId, userId }: Of,
  wanted: readonly CallForwarding[],
  before: CallGraph,
): Promise<void> {
  const on = wanted.find((one) => one.enabled && one.target !== null);
  if (!on) return;
  const graph = await loadCallGraph(trx, organisationId);
  const node: CallNode = `user:${userId}`;
  const chain = forwardingChain(node, waysWithoutMenus(graph)) ?? newLoop(node, before, graph);
  if (!chain) return;
  const path = plainPath(chain.path);
  const names = await namesOfPath(trx, organisationId, path);
  const detail = { kind: chain.kind, path, names, way: names.join(" → ") };
  throw new DomainError("forwarding_loop", { field: `${on.kind}.target`, ...detail });
}

function audited({ kinds }: Forwardings): Record<string, AuditValue> {
  return Object.fromEntries(
    forwardingKinds.map((kind) => {
      const { target, seconds, enabled } = kinds[kind];
      return [kind, { target: target === null ? null : { ...target }, seconds, enabled }];
    }),
  );
}
