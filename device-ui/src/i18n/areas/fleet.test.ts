import { expect, it } from "vitest";
import { standingReasons } from "../../../../domain/standing.ts";
import { standingWords } from "../../../../domain/standing-words.ts";
import { fleetEn } from "./fleet.en.ts";
import { fleetSv } from "./fleet.sv.ts";

it("the web app and the command line say the same of how a phone stands, in both languages", () => {
  for (const reason of standingReasons) {
    const { name, why } = standingWords[reason];
    expect([fleetSv[`fleet.reason.${reason}`], fleetSv[`fleet.why.${reason}`]]).toEqual([name.sv, why.sv]);
    expect([fleetEn[`fleet.reason.${reason}`], fleetEn[`fleet.why.${reason}`]]).toEqual([name.en, why.en]);
  }
});
