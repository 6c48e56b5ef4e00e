import { z } from "zod";
import { oneOf } from "../../db/dialect/dialect.ts";
import type { Job, JobItem } from "../../db/jobs.ts";
import type { Db } from "../../db/types.ts";
import { jobKinds, jobOutcomes, jobStates } from "../../domain/job.ts";
import { JobChange } from "./change.ts";

const Count = z.int();

export const JobView = z.strictObject({
  id: z.string(),
  kind: z.enum(jobKinds),
  state: z.enum(jobStates),
  /** What is done to each phone; null: what files say, which is another thing for each. */
  change: JobChange.nullable(),
  /** What it names by id: a site, a layout, whom a key follows, an organisation, or files; null: none, or gone. */
  name: z.string().nullable(),
  total: Count,
  changed: Count,
  unchanged: Count,
  refused: Count,
  by: z.string(),
  createdAt: z.string(),
  endedAt: z.string().nullable(),
  cancelledBy: z.string().nullable(),
  undoes: z.string().nullable(),
  undoneBy: z.string().nullable(),
  undoable: z.boolean(),
});
export type JobView = z.infer<typeof JobView>;

export const JobItemView = z.strictObject({
  position: Count,
  phoneId: z.string().nullable(),
  name: z.string(),
  /** Null: its turn has not come, and when the job was cancelled, never will. */
  outcome: z.enum(jobOutcomes).nullable(),
  code: z.string().nullable(),
  values: z.record(z.string(), z.unknown()),
});
export type JobItemView = z.infer<typeof JobItemView>;

/** What has no way back: a phone that has been asked, or is somebody else's now. */
const lasting: ReadonlySet<string> = new Set(["resync", "organisation"]);

/** The jobs as they are shown; whatever they name in a fixed number of queries. */
export async function jobViews(db: Db, jobs: readonly Job[]): Promise<JobView[]> {
  const changes = jobs.map((job) => JobChange.safeParse(job.change).data ?? null);
  const names = await namesOf(db, changes);
  return jobs.map((job, at) => {
    const { id, kind, state, total, changed, unchanged, refused, by, createdAt, endedAt, cancelledBy, undoes, undoneBy } = job;
    const change = changes[at] ?? null;
    const named = change === null ? filesOf(job.change) : (names.get(idIn(change)?.id ?? "") ?? null);
    const undoable = state !== "running" && changed > 0 && undoneBy === null && !(change !== null && lasting.has(change.what));
    return {
      ...{ id, kind, state, change, total, changed, unchanged, refused, by, createdAt, endedAt, cancelledBy, undoes, undoneBy },
      ...{ name: named, undoable },
    };
  });
}

const Files = z.object({ files: z.string() });
const filesOf = (change: unknown): string | null => Files.safeParse(change).data?.files ?? null;

type Named = { readonly table: "site" | "layout" | "users" | "response_group" | "contact" | "organisation"; readonly id: string };

function idIn(change: JobChange): Named | null {
  if (change.what === "site" && change.siteId) return { table: "site", id: change.siteId };
  if (change.what === "layout" && change.layoutId) return { table: "layout", id: change.layoutId };
  if (change.what === "organisation") return { table: "organisation", id: change.organisationId };
  if (change.what !== "key" || !change.key.target || change.key.target.kind === "number") return null;
  const tables = { user: "users", group: "response_group", contact: "contact" } as const;
  return { table: tables[change.key.target.kind], id: change.key.target.id };
}

async function namesOf(db: Db, changes: readonly (JobChange | null)[]): Promise<Map<string, string>> {
  const named = changes.flatMap((change) => (change && idIn(change)) ?? []);
  const names = new Map<string, string>();
  for (const [table, some] of Map.groupBy(named, (one) => one.table)) {
    const ids = [...new Set(some.map(({ id }) => id))];
    const columns = {
      users: ["first_name", "last_name"],
      contact: ["first_name", "last_name", "company"],
      organisation: ["title"],
    };
    const read = table === "users" || table === "contact" || table === "organisation" ? columns[table] : ["name"];
    const rows: ({ id: string } & Record<string, string | null>)[] = await db(table)
      .where(oneOf(db, "id", ids))
      .select("id", ...read);
    for (const { id, ...parts } of rows) {
      names.set(id, Object.values(parts).filter(Boolean).join(" "));
    }
  }
  return names;
}

export function itemView({ detail, ...item }: JobItem): JobItemView {
  return { ...item, values: { ...detail } };
}
