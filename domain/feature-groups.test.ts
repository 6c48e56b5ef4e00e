import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  featureGroups,
  featuresOf,
  groupsOfScheme,
  newUserFeatures,
  strayFeatures,
  voicemailWish,
  voicemailWishes,
  withFeature,
  withVoicemailWish,
} from "./feature-groups.ts";

const refused = (code: string) => expect.objectContaining({ code });

describe("the EX scheme", () => {
  it("spells its seven groups as the exchange does", () => {
    expect(groupsOfScheme("ex").map((code) => featureGroups[code].name)).toEqual([
      "EX-Arbetstid",
      "EX-Ej lämna meddelande i röstbrevlåda",
      "EX-Hänvisning påverkar även mobilnummer",
      "EX-Samtal väntar på fastnätsnummer",
      "EX-Samtal väntar på mobilnummer",
      "EX-Val för telefonist i röstbrevlåda",
      "EX-Vidarekoppling påverkar även mobilnummer",
    ]);
  });

  it("gives a new user voicemail and nothing else", () => {
    expect(Object.entries(featuresOf("ex", newUserFeatures("ex"))).filter(([, on]) => on)).toEqual([
      ["voicemail", true],
      ["voicemailWhenDiverted", true],
    ]);
  });

  it("changes exactly one effect with each group, messages one in both places", () => {
    const before = featuresOf("ex", []);
    const changed = groupsOfScheme("ex").map((code) => {
      const after = featuresOf("ex", [code]);
      return [
        code,
        ...Object.keys(before).filter(
          (key) => Object.entries(after).find(([k]) => k === key)?.[1] !== Object.entries(before).find(([k]) => k === key)?.[1],
        ),
      ];
    });
    expect(changed).toEqual([
      ["ex_arbetstid", "mobileShownOutsideHours"],
      ["ex_ej_meddelande", "voicemail", "voicemailWhenDiverted"],
      ["ex_hanvisning_mobil", "diversionClosesMobile"],
      ["ex_samtal_vantar_fast", "callWaitingFixed"],
      ["ex_samtal_vantar_mobil", "callWaitingMobile"],
      ["ex_telefonist", "operatorInVoicemail"],
      ["ex_vidarekoppling_mobil", "forwardingTakesMobile"],
    ]);
  });

  it("switches one group and leaves the others, also one that nobody knows", () => {
    const on = withFeature("ex", ["ex_telefonist", "from_another_system"], "ex_arbetstid", true);
    expect(on).toEqual(["ex_telefonist", "from_another_system", "ex_arbetstid"]);
    expect(withFeature("ex", on, "ex_telefonist", false)).toEqual(["from_another_system", "ex_arbetstid"]);
    expect(withFeature("ex", on, "ex_arbetstid", true)).toHaveLength(3);
  });

  it("refuses to switch a group of the other scheme or one that does not exist", () => {
    expect(() => withFeature("ex", [], "med_rbl", true)).toThrow(refused("feature_group_refused"));
    expect(() => withFeature("ex", [], "ex_nothing", true)).toThrow(refused("feature_group_refused"));
  });
});

describe("the legacy scheme", () => {
  it("spells its five groups as the exchange does, the dot and Samtalväntar included", () => {
    expect(groupsOfScheme("legacy").map((code) => featureGroups[code].name)).toEqual([
      ".Hänvisning med RBL",
      ".Hänvisning utan RBL",
      ".Med RBL",
      ".Utan RBL",
      ".Samtalväntar med RBL",
    ]);
  });

  it.each([
    ["standard", { voicemail: true, voicemailWhenDiverted: true, callWaitingFixed: false }],
    ["noVoicemail", { voicemail: false, voicemailWhenDiverted: false, callWaitingFixed: false }],
    ["callWaiting", { voicemail: true, voicemailWhenDiverted: true, callWaitingFixed: true }],
  ] as const)("fulfils the wish %s with its pair", (wish, effect) => {
    expect(featuresOf("legacy", voicemailWishes[wish])).toMatchObject(effect);
    expect(voicemailWish(voicemailWishes[wish])).toBe(wish);
  });

  it("gives a new user the standard pair", () => {
    expect(voicemailWish(newUserFeatures("legacy"))).toBe("standard");
  });

  it.each([
    ["nothing at all", []],
    ["half of a pair, written by another system", ["hanvisning_med_rbl"]],
    ["halves of two wishes", ["hanvisning_utan_rbl", "med_rbl"]],
    ["call waiting without voicemail", ["hanvisning_utan_rbl", "samtal_vantar_med_rbl"]],
    ["three halves", ["hanvisning_med_rbl", "med_rbl", "samtal_vantar_med_rbl"]],
  ])("shows %s as custom", (_what, memberships) => {
    expect(voicemailWish(memberships)).toBe("custom");
  });

  it("has no voicemail for a user with both halves of a contradiction", () => {
    const both = ["hanvisning_med_rbl", "hanvisning_utan_rbl", "med_rbl", "utan_rbl"];
    expect(featuresOf("legacy", both)).toMatchObject({ voicemail: false, voicemailWhenDiverted: false });
  });

  it("refuses to take one half away", () => {
    expect(() => withFeature("legacy", voicemailWishes.standard, "med_rbl", false)).toThrow(refused("feature_group_half"));
  });

  it("has no effect on a mobile: it rings through", () => {
    expect(featuresOf("legacy", ["ex_hanvisning_mobil", ...voicemailWishes.standard]).diversionClosesMobile).toBe(false);
  });
});

describe("a user with groups of both schemes", () => {
  it("is told about those without effect, and keeps them", () => {
    const both = ["ex_arbetstid", "hanvisning_med_rbl", "med_rbl", "unknown"];
    expect(strayFeatures("legacy", both)).toEqual(["ex_arbetstid"]);
    expect(strayFeatures("ex", both)).toEqual(["hanvisning_med_rbl", "med_rbl"]);
    expect(withVoicemailWish(both, "noVoicemail")).toEqual(["ex_arbetstid", "unknown", "hanvisning_utan_rbl", "utan_rbl"]);
  });
});

it("any memberships become the wish that was chosen, and every other membership stays", () => {
  const codes = fc.uniqueArray(fc.oneof(fc.constantFrom(...groupsOfScheme("legacy"), ...groupsOfScheme("ex")), fc.string()));
  fc.assert(
    fc.property(codes, fc.constantFrom("standard" as const, "noVoicemail" as const, "callWaiting" as const), (before, wish) => {
      const after = withVoicemailWish(before, wish);
      expect(voicemailWish(after)).toBe(wish);
      const others = (list: readonly string[]) => list.filter((code) => !groupsOfScheme("legacy").some((half) => half === code));
      expect(others(after)).toEqual(others(before));
    }),
    { seed: 14, numRuns: 100 },
  );
});
