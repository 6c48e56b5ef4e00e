import { describe, expect, it } from "vitest";
import { type MenuKey, menuKeys } from "./destination.ts";
import { inKeyOrder, type MenuSettings, menuProblems, usualMenu } from "./menu.ts";
import { checkMenu, saidKeys } from "./menu-check.ts";

const hangUp = { destination: { kind: "hangUp" }, announcementId: null } as const;
const menu = (say: Partial<MenuSettings> = {}): MenuSettings => ({
  ...{ ...usualMenu, language: "sv", keys: [{ key: "1", ...hangUp }] },
  ...say,
});
const problems = (say: Partial<MenuSettings>) => menuProblems(menu(say)).map(({ field, code }) => `${field} ${code}`);

describe("a menu", () => {
  it("waits 3 to 15 seconds, takes 1 to 5 wrong keys, and says everything that is wrong at once", () => {
    expect([3, 15].flatMap((timeoutSeconds) => problems({ timeoutSeconds }))).toEqual([]);
    expect([1, 5].flatMap((maxInvalid) => problems({ maxInvalid }))).toEqual([]);
    expect([0, 5].flatMap((maxTimeouts) => problems({ maxTimeouts }))).toEqual([]);
    expect(problems({ timeoutSeconds: 2, maxTimeouts: -1, maxInvalid: 6, keys: [] })).toEqual([
      "timeoutSeconds out_of_range",
      "maxTimeouts out_of_range",
      "maxInvalid out_of_range",
      "keys menu_leads_nowhere",
    ]);
    expect(problems({ timeoutSeconds: 16, maxInvalid: 0, maxTimeouts: 6 })).toHaveLength(3);
  });

  it("has each key once, up to all twelve, or none and somewhere to go without", () => {
    const all = menuKeys.map((key) => ({ key, ...hangUp }));
    expect(problems({ keys: all })).toEqual([]);
    expect(problems({ keys: [...all, { key: "#", ...hangUp }] })).toEqual(["keys.12.key menu_key_twice"]);
    expect(problems({ keys: [], timeout: hangUp })).toEqual([]);
    expect(inKeyOrder(all.toReversed()).map((one) => one.key)).toEqual(menuKeys);
  });
});

describe("the keys that a welcome says", () => {
  it.each<[string, MenuKey[]]>([
    ["Hej! För order, tryck 1. För support, tryck 2, för ekonomi tryck 3.", ["1", "2", "3"]],
    ["För order tryck ett, för support tryck två. Annars vänta kvar.", ["1", "2"]],
    ["Välj ett för svenska eller två för engelska", ["1", "2"]],
    ["Tryck 1 för order, 2 för support och 3 för ekonomi. Vi har 4 för mycket.", ["1", "2", "3"]],
    ["Tryck 1 eller 2 för butiken, tryck noll för växeln", ["1", "2", "0"]],
    ["Avsluta med fyrkant. Tryck på stjärna för att höra menyn igen, tryck fyrkant om du vill lägga på.", ["*", "#"]],
    ["Slå ett internt nummer, eller tryck på knappen nio.", ["9"]],
    ["Tryck 112 om det brinner", []],
    ["Press one for sales, press 2 for support or press the star key. Press pound to hang up.", ["1", "2", "#"]],
    ["Trycka kan man göra. Vi har öppet 8 till 17.", []],
    ["Tryck 2. Tryck 1. Tryck 2.", ["2", "1"]],
  ])("are read in %j", (text, keys) => {
    expect(saidKeys(text)).toEqual(keys);
  });

  it("are compared with those that lead somewhere, and so is their order", () => {
    const keys = (["1", "3"] as const).map((key) => ({ key, ...hangUp }));
    const check = (transcript: string | null) =>
      checkMenu({ keys, timeout: hangUp }, { transcript, targets: new Map(), endless: false });
    expect(check("Tryck 1 för order, tryck 2 för support.")).toEqual([
      { kind: "keyNotSaid", key: "3" },
      { kind: "keyLeadsNowhere", key: "2" },
    ]);
    expect(check("Tryck 3 för order. Tryck 1 för support.")).toEqual([{ kind: "saidOutOfOrder" }]);
    expect([check(null), check(" ")].flat().map((one) => one.kind)).toEqual(["welcomeMissing", "transcriptMissing"]);
    expect(check("Tryck 1 för order, 3 för allt annat: tryck 3.")).toEqual([]);
  });

  it("are told together with ways that are closed, deactivated, missing or without an end", () => {
    const targets = new Map([
      ["key:1", { name: "Order", active: true, open: false }],
      ["key:2", { name: "Anna Ek", active: false, open: null }],
      ["key:3", { name: "Support", active: true, open: true }],
    ]);
    expect(checkMenu({ keys: [], timeout: null }, { transcript: null, targets, endless: true })).toEqual([
      { kind: "noEnd" },
      { kind: "timeoutMissing" },
      { kind: "targetClosed", slot: "key:1", name: "Order" },
      { kind: "targetDeactivated", slot: "key:2", name: "Anna Ek" },
    ]);
  });
});
