import { describe, expect, test } from "vitest";
import type { KeyView, Subject } from "../data/keys.ts";
import {
  aKey,
  changeOf,
  type Draft,
  dataAt,
  edited,
  emptied,
  emptyDraft,
  inverseOf,
  pendingEdits,
  placeOf,
  redone,
  swapped,
  undone,
} from "./draft.ts";
import { labelOf, misfitOf, shownKeys, withKind, withTarget } from "./shown.ts";
import { actsText, actsWarning } from "./words.ts";

const user = (id: string) => ({ kind: "user", id }) as const;

function view(at: string, from: KeyView["from"], say: Partial<KeyView> = {}): KeyView {
  const origin = { layer: from, name: "", by: null, at: null } as const;
  return {
    ...{ place: placeOf(at), kind: "blf", target: user("anna"), targetName: "Anna Ek", account: 1, ownLabel: null, value: null },
    ...{
      locked: false,
      from,
      label: "Anna Ek",
      labelShown: "Anna Ek",
      number: "401",
      page: null,
      state: "live",
      misfit: null,
      origin,
    },
    ...say,
  };
}

/** Key 1 is the line, 2 the layout's, 3 the phone's own on top of the layout's, 4 the phone's own. */
const subject: Subject = {
  name: "Receptionen",
  through: { vendor: "yealink", model: "T46U", modules: [] },
  shape: null,
  keyKinds: ["line", "blf", "speedDial", "transfer", "dnd", "url"],
  accounts: [{ position: 1, name: "Reception" }],
  mostAccounts: 16,
  language: "sv",
  codes: { groupLogin: "", diversion: "*21*" },
  presser: { name: "Eva Lund", groups: ["support"] },
  keys: [
    view("0/1", "klyka", { kind: "line", target: null, targetName: null }),
    view("0/2", "layout"),
    view("0/3", "phone", { target: user("bo") }),
    view("0/4", "phone"),
  ],
  beneath: [view("0/3", "layout")],
  readonly: false,
};
const eva = aKey(placeOf("0/9"), "blf", { target: user("eva"), targetName: "Eva Lund" });
const one = (at: string, data: Parameters<typeof edited>[1] extends ReadonlyMap<string, infer D> ? D : never) =>
  new Map([[at, data]]);

describe("Steps", () => {
  test("go back and forth one by one, and typing on in one field is one step", () => {
    let draft: Draft = edited(emptyDraft, one("0/9", eva));
    for (const label of ["E", "Ev", "Eva"]) draft = edited(draft, one("0/9", { ...eva, label }), "0/9 label");
    expect(dataAt(subject, draft.edits, "0/9")?.label).toBe("Eva");
    draft = undone(draft);
    expect(dataAt(subject, draft.edits, "0/9")?.label).toBe(null);
    draft = undone(draft);
    expect(draft.edits.size).toBe(0);
    expect(undone(draft)).toBe(draft);
    expect(dataAt(subject, redone(redone(draft)).edits, "0/9")?.label).toBe("Eva");
  });

  test("that end where they began change nothing", () => {
    const same = dataAt(subject, new Map(), "0/4");
    expect(pendingEdits(subject, one("0/4", same))).toEqual([]);
    expect(pendingEdits(subject, one("0/9", null))).toEqual([]);
  });
});

describe("Clearing a key", () => {
  test("removes an own one, and covers one that lies beneath with an empty key", () => {
    expect(emptied(subject, new Map(), "0/4")).toBe(null);
    expect(emptied(subject, new Map(), "0/2")).toMatchObject({ kind: "blank" });
    expect(emptied(subject, new Map(), "0/1")).toMatchObject({ kind: "blank" });
  });

  test("of the own one shows the layout's again, and is taken back by putting it there", () => {
    const edits = one("0/3", null);
    expect(dataAt(subject, edits, "0/3")?.target).toEqual(user("anna"));
    const change = changeOf(pendingEdits(subject, edits));
    expect(change).toEqual({ set: [], clear: [{ module: 0, index: 3 }] });
    expect(inverseOf(subject, change).set).toMatchObject([{ place: { module: 0, index: 3 }, target: user("bo") }]);
    expect(inverseOf(subject, { set: [eva], clear: [] })).toEqual({ set: [], clear: [{ module: 0, index: 9 }] });
  });
});

test("Two keys that change places keep what stands on them; an empty place leaves the layout's key covered", () => {
  const swap = swapped(subject, new Map(), "0/4", "0/3");
  expect([swap.get("0/3")?.target, swap.get("0/4")?.target]).toEqual([user("anna"), user("bo")]);
  const move = swapped(subject, new Map(), "0/2", "0/9");
  expect([move.get("0/9")?.target, move.get("0/2")?.kind]).toEqual([user("anna"), "blank"]);
});

describe("A key that asks this server", () => {
  const login = aKey(eva.place, "groupLogin", { target: { kind: "group", id: "support" }, targetName: "Support" });
  const able: Subject = { ...subject, keyKinds: [...subject.keyKinds, "groupLogin", "diversion"] };

  test("needs a browser and no account, and a code makes it dial instead", () => {
    expect(misfitOf(able, { ...login, account: 2, reachable: false })).toBe(null);
    const bare = { ...able, keyKinds: able.keyKinds.filter((kind) => kind !== "url") };
    expect([misfitOf(bare, login), misfitOf(bare, { ...login, value: "*45" })]).toEqual(["no_browser", null]);
    expect([actsText(able, { ...login, value: "*45" }), actsText(able, aKey(eva.place, "diversion"))]).toEqual([null, null]);
  });

  test("warns where it does nothing for whoever has the phone; a layout cannot tell", () => {
    expect(actsWarning(able, login)).toBe(null);
    expect(actsWarning(able, { ...login, target: { kind: "group", id: "order" }, targetName: "Order" })).toContain(
      "Eva Lund är inte med i Order",
    );
    expect(actsWarning({ ...able, presser: null }, login)).toContain("ingen användare");
    expect(actsWarning({ ...able, presser: "unknown" }, login)).toBe(null);
  });
});

describe("A key shows", () => {
  test("its own label, else its target's name, else what the phone calls it", () => {
    expect(labelOf(subject, { ...eva, label: "Chefen" })).toBe("Chefen");
    expect(labelOf(subject, eva)).toBe("Eva Lund");
    expect(labelOf(subject, aKey(eva.place, "dnd"))).toBe("Stör ej");
    expect(labelOf(subject, aKey(eva.place, "line"))).toBe("Reception");
    expect(labelOf(subject, aKey(eva.place, "speedDial", { target: { kind: "number", number: "084650 0431" } }))).toMatch(
      /^08-465/,
    );
  });

  test("what the model or the phone cannot have, and what is not finished", () => {
    expect(misfitOf(subject, { ...eva, account: 2 })).toBe("account_missing");
    expect(misfitOf(subject, { ...eva, kind: "park" })).toBe("kind_not_supported");
    expect(misfitOf(subject, { ...eva, reachable: false })).toBe("target_has_no_number");
    const [key] = shownKeys({ ...subject, keys: [] }, one("0/9", aKey(eva.place, "url", { value: "ftp://x" })));
    expect(key?.problem).toBe("value_refused");
  });
});

test("Somebody laid on a key keeps its kind where it takes them, and another kind drops what it does not take", () => {
  const transfer = aKey(eva.place, "transfer", { target: user("bo"), label: "Bo" });
  expect(withTarget(subject, transfer, "0/9", user("eva"), "Eva Lund", true)).toMatchObject({ kind: "transfer", label: null });
  expect(withTarget(subject, aKey(eva.place, "dnd"), "0/9", user("eva"), "Eva Lund", true).kind).toBe("blf");
  expect(withTarget(subject, null, "0/9", { kind: "number", number: "112" }, null, true).kind).toBe("speedDial");
  expect(withKind(eva, "transfer").target).toEqual(user("eva"));
  expect(withKind(eva, "dnd").target).toBe(null);
});
