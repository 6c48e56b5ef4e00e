import { PhoneModel } from "../model.ts";

/** A model for tests of the drawing and the transports: five keys on each side, three pages, the last button turns them. */
export function sampleModel(): PhoneModel {
  return PhoneModel.parse({
    vendor: "yealink",
    model: "T46U",
    name: "Yealink T46U",
    kind: "desk",
    identify: { userAgent: ["SIP-T46U"], macPrefixes: [], other: [] },
    accounts: 16,
    keys: { total: 27, pages: 3, perPage: 9 },
    keyKinds: ["line", "speedDial", "blf", "blank"],
    modules: [{ name: "EXP43", total: 60, pages: 3, perPage: 20, columns: 2, max: 3, unusable: [], screen: null }],
    maxModules: 3,
    screen: { w: 480, h: 272, colour: true, touch: false, diagonalInch: 4.3 },
    geometry: {
      bodyMm: { w: 244, h: 213 },
      bodyEstimated: true,
      screenMm: { w: 95, h: 54 },
      handset: "left",
      softkeys: 4,
      lineKeys: { left: 5, right: 5, below: 0, onScreen: false, paperLabels: false },
      order: "left-then-right",
      pageKey: "last",
      hardKeys: ["hold", "mute"],
      dialpad: true,
      dpad: true,
      led: true,
      labelChars: 10,
      arrangement: null,
    },
    files: {},
    firmware: { family: ["108"], pattern: null, example: null },
    dialect: {},
    poe: true,
    unverified: [],
    notes: "",
    sources: ["a test"],
  });
}
