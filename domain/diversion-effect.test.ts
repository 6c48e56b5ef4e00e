import { describe, expect, it } from "vitest";
import { afterAnnouncement, type CallFacts, callOutcome, isOfferedGroupCall, mobileWhileAway } from "./diversion-effect.ts";
import { featuresOf, voicemailWishes } from "./feature-groups.ts";

describe("a mobile while its user is away (H7)", () => {
  it("rings through without the feature group, and is closed with it", () => {
    expect(mobileWhileAway("mex", featuresOf("ex", []))).toBe("rings");
    expect(mobileWhileAway("mex", featuresOf("ex", ["ex_hanvisning_mobil"]))).toBe("closed");
  });

  it("of another operator cannot be closed, and that is said", () => {
    expect(mobileWhileAway("external", featuresOf("ex", ["ex_hanvisning_mobil"]))).toBe("beyond");
    expect(mobileWhileAway(null, featuresOf("ex", ["ex_hanvisning_mobil"]))).toBe("none");
  });

  it("rings through again when the organisation changes to the legacy scheme in the middle of an absence", () => {
    const memberships = ["ex_hanvisning_mobil", ...voicemailWishes.standard];
    expect(mobileWhileAway("mex", featuresOf("ex", memberships))).toBe("closed");
    expect(mobileWhileAway("mex", featuresOf("legacy", memberships))).toBe("rings");
  });
});

describe("after the announcement (H8)", () => {
  it.each([
    ["ex", [], true, false],
    ["ex", ["ex_ej_meddelande"], false, false],
    ["ex", ["ex_telefonist"], true, true],
    ["ex", ["ex_telefonist", "ex_ej_meddelande"], false, false],
    ["legacy", voicemailWishes.standard, true, false],
    ["legacy", voicemailWishes.noVoicemail, false, false],
    ["legacy", [], false, false],
  ] as const)("in the scheme %s with %j: message %s, operator %s", (scheme, memberships, leaveMessage, reachOperator) => {
    expect(afterAnnouncement(featuresOf(scheme, memberships))).toEqual({ leaveMessage, reachOperator });
  });
});

describe("a call to the fixed number (H9)", () => {
  const quiet: CallFacts = {
    deactivated: false,
    diverted: false,
    doNotDisturb: false,
    forwarding: { all: false, busy: false, noAnswer: false, unreachable: false },
    voicemail: true,
    phone: "answers",
  };
  const everything: CallFacts = {
    deactivated: true,
    diverted: true,
    doNotDisturb: true,
    forwarding: { all: true, busy: true, noAnswer: true, unreachable: true },
    voicemail: true,
    phone: "busy",
  };

  it("meets the first that applies: deactivated, away, do not disturb, forwarding of all, ringing, forwarding, voicemail", () => {
    const steps: [Partial<CallFacts>, string][] = [
      [{}, "unavailable"],
      [{ deactivated: false }, "diversion"],
      [{ diverted: false }, "doNotDisturb"],
      [{ doNotDisturb: false }, "forwardAll"],
      [{ forwarding: { all: false, busy: true, noAnswer: true, unreachable: true } }, "forwardBusy"],
      [{ phone: "noAnswer" }, "forwardNoAnswer"],
      [{ phone: "unreachable" }, "forwardUnreachable"],
      [{ forwarding: quiet.forwarding }, "voicemail"],
      [{ voicemail: false }, "noAnswer"],
      [{ phone: "answers" }, "answered"],
    ];
    let facts = everything;
    for (const [change, expected] of steps) {
      facts = { ...facts, ...change };
      expect(callOutcome(facts)).toBe(expected);
    }
  });

  it("is announced and not forwarded when both are on, logged in to groups or not (F5)", () => {
    expect(callOutcome({ ...quiet, diverted: true, forwarding: everything.forwarding })).toBe("diversion");
  });

  it("to a user deactivated during an absence meets nobody", () => {
    expect(callOutcome({ ...quiet, diverted: true, deactivated: true })).toBe("unavailable");
  });
});

describe("a group's call to a member", () => {
  const member = { deactivated: false, loggedIn: true, diverted: false, groupRingsDiverted: false };

  it.each([
    [{}, true],
    [{ loggedIn: false }, false],
    [{ diverted: true }, false],
    [{ diverted: true, groupRingsDiverted: true }, true],
    [{ deactivated: true }, false],
    [{ diverted: true, groupRingsDiverted: true, loggedIn: false }, false],
  ])("with %j is offered: %s (H10)", (facts, expected) => {
    expect(isOfferedGroupCall({ ...member, ...facts })).toBe(expected);
  });

  it("is offered again after the return, because being away logs nobody out (H11)", () => {
    const states = [false, true, false].map((diverted) => isOfferedGroupCall({ ...member, diverted }));
    expect(states).toEqual([true, false, true]);
  });
});
