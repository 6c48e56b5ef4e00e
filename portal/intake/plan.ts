import { z } from "zod";
import { listFound } from "../../db/found-phones.ts";
import { everyPerson, type Person } from "../../db/people.ts";
import { KeyInput } from "../../db/phone-keys.ts";
import { listResponseGroups } from "../../db/response-groups.ts";
import { RegistrarAddress, SipSecret, SipUser } from "../../db/sip-accounts.ts";
import type { Db } from "../../db/types.ts";
import { Extension, PersonName } from "../../db/users.ts";
import { parseNumber } from "../../domain/numbers.ts";
import { formatPlace } from "../../domain/phone-key.ts";
import { type VendorId, vendorIds } from "../../domain/plan.ts";
import { findModel } from "../../templates/index.ts";
import type { LiveAccount, LivePhone } from "../../templates/live/contract.ts";
import type { PhoneModel } from "../../templates/model.ts";
import { understandPolycom } from "../../templates/polycom/live-file.ts";
import { understandSnom } from "../../templates/snom/live-file.ts";
import { understandYealink } from "../../templates/yealink/live-file.ts";
import { foreignMacs, loadLookup } from "../csv/phone-lookup.ts";
import { type Found, type FoundAccount, type FoundPhone, type FoundUser, type Note, nameParts, shownLine } from "./found.ts";
import { keyInput } from "./keys.ts";

/** Which model phones of a make are, where no file says it. */
export type IntakeModels = Partial<Readonly<Record<VendorId, string>>>;

const Account = z.strictObject({
  position: z.int().min(0).max(34),
  sipUser: SipUser,
  authUser: SipUser.nullable(),
  /** Null: generated. */
  secret: SipSecret.nullable(),
  label: z.string().min(1).max(100).nullable(),
  registrar: RegistrarAddress.nullable(),
});
export type IntakeAccount = z.infer<typeof Account>;

/** One thing that is written, wholly or not at all. What it names is looked up when it is written. */
export const IntakeItem = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("user"),
    extension: Extension,
    firstName: PersonName,
    lastName: PersonName,
    email: z.email().max(200).nullable(),
  }),
  z.strictObject({ kind: z.literal("account"), account: Account }),
  z.strictObject({
    kind: z.literal("phone"),
    mac: z.string(),
    vendor: z.enum(vendorIds),
    model: z.string(),
    label: z.string().max(100),
    modules: z.array(z.string()).max(6),
    accounts: z.array(Account).max(34),
    keys: z.array(KeyInput).max(400),
    settings: z.array(z.strictObject({ name: z.string(), value: z.json() })),
  }),
]);
export type IntakeItem = z.infer<typeof IntakeItem>;

export type IntakePlan = {
  readonly items: readonly IntakeItem[];
  readonly counts: {
    readonly users: number;
    readonly accounts: number;
    readonly phones: number;
    readonly keys: number;
    /** Keys that point at a colleague or a group, and follow them from now on. */
    readonly following: number;
    /** Here already, and left as they are. */
    readonly known: number;
    /** Phones that cannot be taken in, with a note that says why. */
    readonly refused: number;
  };
  /** Makes whose phones need somebody to say their model. */
  readonly modelless: readonly VendorId[];
  readonly notes: readonly Note[];
};

/** Holds what files say against what is here: a fixed number of queries for any number of phones. */
export async function planIntake(db: Db, organisationId: string, found: Found, models: IntakeModels): Promise<IntakePlan> {
  const lookup = await loadLookup(db, organisationId);
  const people = await everyPerson(db, organisationId);
  const groups = await listResponseGroups(db, organisationId);
  const foreign = await foreignMacs(
    db,
    organisationId,
    found.phones.map(({ mac }) => mac),
  );
  const seen = new Map((await listFound(db, { organisationId })).map((one) => [one.mac, one]));
  const notes: Note[] = [...found.notes];
  const accountsHere = new Set(lookup.accounts.map(({ name }) => name));
  let known = 0;

  const phones = found.phones.flatMap((phone): { phone: FoundPhone; model: PhoneModel; said: Omit<LivePhone, "used"> }[] => {
    const note = (code: Note["code"], text = "") => void notes.push({ file: phone.file, line: null, code, text, mac: phone.mac });
    if (lookup.phones.has(phone.mac)) {
      known++;
      note("phone_exists");
      return [];
    }
    if (foreign.has(phone.mac)) {
      note("phone_foreign");
      return [];
    }
    const reported = seen.get(phone.mac);
    const id = phone.model ?? (reported?.vendor === phone.vendor ? reported.model : null) ?? models[phone.vendor] ?? null;
    const model = id === null ? null : findModel(phone.vendor, id);
    if (!model) {
      note("model_missing", phone.vendor);
      return [];
    }
    return [{ phone, model, said: phone.said ?? understood(phone, model, notes) }];
  });

  const users = usersOf(found, phones, people, groups, notes);
  known += users.known;
  const follow = followable(people, groups, users.items);
  const loose = found.accounts.flatMap((account) => {
    if (accountsHere.has(account.sipUser)) known++;
    const fitting = accountsHere.has(account.sipUser) ? null : fitAccount(account, { ...account, mac: null }, notes);
    return fitting ? [{ kind: "account" as const, account: fitting }] : [];
  });
  let following = 0;
  const made = phones.map(({ phone, model, said }): Extract<IntakeItem, { kind: "phone" }> => {
    const accounts = said.accounts.flatMap(
      (account) => fitAccount(account, { file: phone.file, line: null, mac: phone.mac }, notes) ?? [],
    );
    const keys = said.keys.flatMap((key) => {
      const input = keyInput(key, said.accounts);
      if (input === "line") return [];
      if (input === null) {
        const text = [formatPlace(key.place), key.kind, key.number ?? key.value ?? "", key.label ?? ""].join(" ").trim();
        notes.push({ file: phone.file, line: null, code: "key_unfit", text, mac: phone.mac });
        return [];
      }
      if (input.target?.kind === "number" && follow.has(canonical(input.target.number))) following++;
      return [input];
    });
    return {
      ...{ kind: "phone", mac: phone.mac, vendor: phone.vendor, model: model.model, label: phone.label.slice(0, 100) },
      modules: modulesOf(model, said.modules),
      ...{ accounts, keys, settings: said.settings.map(({ name, value }) => ({ name, value })) },
    };
  });
  const lines = new Set(
    [...made.flatMap(({ accounts }) => accounts), ...loose.map(({ account }) => account)].map(({ sipUser }) => sipUser),
  );
  const counts = {
    ...{
      users: users.items.length,
      phones: made.length,
      following,
      known,
      refused: found.phones.length - phones.length - knownPhones(found, lookup),
    },
    accounts: [...lines].filter((one) => !accountsHere.has(one)).length,
    keys: made.reduce((sum, { keys }) => sum + keys.length, 0),
  };
  const modelless = vendorIds.filter((vendor) => notes.some(({ code, text }) => code === "model_missing" && text === vendor));
  return { items: [...users.items, ...loose, ...made], counts, modelless, notes };
}

function knownPhones(found: Found, lookup: { readonly phones: ReadonlyMap<string, unknown> }): number {
  return found.phones.filter(({ mac }) => lookup.phones.has(mac)).length;
}

/** What the files of one phone mean, and a note for each line that nobody understood. */
function understood(phone: FoundPhone, model: PhoneModel, notes: Note[]): LivePhone {
  const { parameters, vendor, mac } = phone;
  const [onPhone, onModule] = [model.keys.total, model.modules[0]?.total ?? 0];
  const said =
    vendor === "yealink"
      ? understandYealink(parameters)
      : vendor === "snom"
        ? understandSnom(parameters, onPhone, onModule)
        : understandPolycom(parameters, onPhone, onModule);
  // Of a parameter that stands several times the last one counts: the others were understood as much.
  const known = new Set([...said.used].map(({ name }) => name));
  for (const { file, line, name, value } of parameters) {
    if (!known.has(name) && value !== "") notes.push({ file, line, code: "not_understood", text: shownLine(name, value), mac });
  }
  return said;
}

function modulesOf(model: PhoneModel, count: number): string[] {
  const [first] = model.modules;
  return first ? Array.from({ length: Math.min(count, model.maxModules) }, () => first.name) : [];
}

type Groups = readonly { readonly extension: string | null; readonly e164: string | null }[];
type UserItem = Extract<IntakeItem, { kind: "user" }>;

/** Users that the files name, and those whom lines are called after. */
function usersOf(
  found: Found,
  phones: readonly { readonly phone: FoundPhone; readonly said: Omit<LivePhone, "used"> }[],
  people: readonly Person[],
  groups: Groups,
  notes: Note[],
): { items: UserItem[]; known: number } {
  const here = new Set(people.flatMap(({ extension }) => extension ?? []));
  const taken = new Set(groups.flatMap(({ extension }) => extension ?? []));
  const emails = new Set(people.flatMap(({ email }) => email?.toLowerCase() ?? []));
  const items = new Map<string, UserItem>();
  let known = 0;
  const named = phones.flatMap(({ phone, said }) => said.accounts.flatMap((account) => namedBy(account, phone.file) ?? []));
  for (const { extension, firstName, lastName, email, file, line } of [...found.users, ...named]) {
    if (items.has(extension)) continue;
    if (here.has(extension)) {
      known += found.users.some((one) => one.extension === extension) ? 1 : 0;
      continue;
    }
    const fresh =
      email !== null && z.email().max(200).safeParse(email).success && !emails.has(email.toLowerCase()) ? email : null;
    const parsed = IntakeItem.safeParse({ kind: "user", extension, firstName, lastName, email: fresh });
    if (!parsed.success || parsed.data.kind !== "user" || taken.has(extension)) {
      const code = taken.has(extension) ? "user_kept" : "number_unfit";
      notes.push({ file, line, code, text: `${extension} ${firstName} ${lastName}`, mac: null });
      continue;
    }
    if (fresh !== null) emails.add(fresh.toLowerCase());
    items.set(extension, parsed.data);
  }
  return { items: [...items.values()], known };
}

/** A line that has a person's name is that person's. */
function namedBy(account: LiveAccount, file: string): FoundUser | null {
  const name = nameParts(account.displayName) ?? nameParts(account.label);
  return name && Extension.safeParse(account.sipUser).success
    ? { extension: account.sipUser, ...name, email: null, file, line: null }
    : null;
}

/** Numbers that lead to a colleague or a group, here or taken in now. */
function followable(people: readonly Person[], groups: Groups, items: readonly UserItem[]): Set<string> {
  const numbers = [
    ...people.flatMap(({ extension, numbers: own }) => [extension, ...own.map(({ e164 }) => e164)]),
    ...groups.flatMap(({ extension, e164 }) => [extension, e164]),
    ...items.map(({ extension }) => extension),
  ];
  return new Set(numbers.flatMap((one) => one ?? []));
}

export function canonical(number: string): string {
  return parseNumber(number)?.canonical ?? number;
}

type Where = Pick<Note, "file" | "line" | "mac">;

/** A line as it can be here; what does not fit is left out, with a note. */
function fitAccount(account: LiveAccount | FoundAccount, where: Where, notes: Note[]): IntakeAccount | null {
  const { file, line, mac } = where;
  const note = (code: Note["code"]) => void notes.push({ file, line, code, text: account.sipUser, mac });
  if (!SipUser.safeParse(account.sipUser).success) {
    note("account_unfit");
    return null;
  }
  const { sipUser } = account;
  const secret = SipSecret.safeParse(account.password ?? "").data ?? null;
  if (account.password !== null && secret === null) note("password_unfit");
  const authUser = account.authUser === sipUser ? null : (SipUser.safeParse(account.authUser ?? "").data ?? null);
  const person = nameParts(account.displayName);
  const own =
    account.label
      ?.replace(/\p{Cc}+/gu, " ")
      .trim()
      .slice(0, 100) || null;
  const label = own === sipUser || (person && own === `${person.firstName} ${person.lastName}`) ? null : own;
  const registrar = RegistrarAddress.safeParse(account.registrar).data ?? null;
  return { position: account.position, sipUser, authUser, secret, label, registrar };
}
