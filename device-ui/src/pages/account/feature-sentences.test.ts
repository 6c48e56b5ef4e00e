import { expect, test } from "vitest";
import { featureSentences } from "./feature-sentences.ts";

const said = (...args: Parameters<typeof featureSentences>) =>
  featureSentences(...args).map((key) => key.replace("account.means.", ""));

test("What the groups mean is said for the mobile that the person has", () => {
  expect(said("ex", [], null)).toEqual(["voicemail"]);
  expect(said("ex", [], "mex")).toEqual(["away_mobile_rings", "forward_fixed", "voicemail"]);
  expect(said("ex", ["ex_hanvisning_mobil", "ex_vidarekoppling_mobil"], "mex")).toEqual([
    "away_closes_mobile",
    "forward_mobile",
    "voicemail",
  ]);
  expect(said("ex", ["ex_hanvisning_mobil", "ex_samtal_vantar_mobil"], "external")).toEqual(["external", "voicemail"]);
});

test("Voicemail is said once, and once more where it is different when one is away", () => {
  expect(said("ex", ["ex_ej_meddelande", "ex_telefonist"], null)).toEqual(["no_voicemail"]);
  expect(said("ex", ["ex_telefonist"], null)).toEqual(["voicemail", "operator"]);
  expect(said("legacy", ["hanvisning_med_rbl", "samtal_vantar_med_rbl"], null)).toEqual(["voicemail", "waiting_fixed"]);
  expect(said("legacy", ["hanvisning_utan_rbl", "med_rbl"], null)).toEqual(["voicemail", "no_voicemail_away"]);
  expect(said("legacy", ["hanvisning_med_rbl", "utan_rbl"], null)).toEqual(["no_voicemail", "voicemail_away"]);
});
