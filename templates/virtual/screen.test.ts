import { XMLParser, XMLValidator } from "fast-xml-parser";
import { describe, expect, test } from "vitest";
import { loadCatalogue } from "../catalogue.ts";
import type { VirtualKey, VirtualState } from "./contract.ts";
import { findModel } from "./find-model.ts";
import { boxGlyphs, paint, plainGlyphs } from "./glyphs.ts";
import { nextMac, readMac, virtualMac } from "./mac.ts";
import { drawPicture } from "./picture.ts";
import { drawScreen, type ScreenView } from "./screen.ts";
import { sampleModel } from "./testing.ts";
import { columns, cut } from "./text.ts";

const key = (index: number, label: string, own: Partial<VirtualKey> = {}): VirtualKey => ({
  module: 0,
  index,
  kind: "blf",
  label,
  number: null,
  account: 1,
  value: null,
  ...own,
});

const account = { position: 1, displayName: "", authUser: "", password: "hemligt", server: "", transport: "udp", backup: null };
const state: VirtualState = {
  accounts: [{ ...account, label: "Björkö växel", user: "4200" }],
  keys: [
    key(1, "Åsa Öberg", { number: "4201" }),
    key(6, "A very long label"),
    key(10, "Second page"),
    key(21, "On the module", { module: 1 }),
  ],
  language: "Swedish",
  timeZone: "Europe/Stockholm",
  phonebooks: [{ name: "Colleagues", entries: [] }],
  callerBooks: [],
  directory: null,
  provisioningUrl: null,
  firmware: null,
  problems: [],
};
const view = (own: Partial<ScreenView> = {}): ScreenView => ({
  model: sampleModel(),
  mac: "805ec0123456",
  firmware: "108.86.0.20",
  state,
  modules: [],
  page: 1,
  ...own,
});
const plainText = (own: Partial<ScreenView> = {}) => paint(drawScreen(view(own), boxGlyphs), { colour: false, ascii: false });

describe("the drawing in the terminal", () => {
  test("shows the account on top, keys on their side and labels cut where the model cuts", () => {
    const lines = plainText().split("\n");
    expect(lines[2]).toContain("● Björkö växel  4200");
    expect(lines[2]).toContain("[1] 2  3");
    expect(lines[4]).toMatch(/▐█▌ │ ○ Åsa Öberg {2}4201 .* A very lo… ○ │ ▐█▌/);
    expect(lines.join("\n")).not.toContain("Second page");
  });

  test("another page shows its own keys, on the modules too", () => {
    const text = plainText({ page: 2, modules: ["EXP43"] });
    expect(text).toContain("Second pa…");
    expect(text).toContain("On the mo…");
    expect(text).not.toContain("Åsa Öberg");
  });

  test("no secret and no steering character reaches the terminal", () => {
    const text = plainText({ state: { ...state, keys: [key(1, "\u001b[2Jx\u202e")], problems: ["bad\r\n\u0007"] } });
    expect(text).not.toContain("hemligt");
    expect([...text].filter((letter) => /[\p{Cc}\p{Cf}]/u.test(letter) && letter !== "\n")).toEqual([]);
  });

  test("without UTF-8 only ASCII is written, with colour only colours are added", () => {
    const ascii = paint(drawScreen(view({ modules: ["EXP43"] }), plainGlyphs), { colour: false, ascii: true });
    expect(/^[\p{ASCII}]+$/u.test(ascii)).toBe(true);
    expect(ascii).toContain("Asa Oberg");
    const coloured = paint(drawScreen(view(), boxGlyphs), { colour: true, ascii: false });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the colours are what is taken out
    expect(coloured.replace(/\u001b\[\d+m/g, "")).toBe(plainText());
  });

  test.each(loadCatalogue().map((model) => ({ name: model.name, model })))(
    "$name fits into 80 columns, all keys named",
    ({ model }) => {
      const keys = Array.from({ length: model.keys.total }, (_, at) => key(at + 1, `K${at + 1}`));
      const modules = model.modules.slice(0, 1).map(({ name }) => name);
      const shown: string[] = [];
      for (let page = 1; page <= Math.max(1, model.keys.pages); page++) {
        const lines = drawScreen(view({ model, modules, page, state: { ...state, keys } }), boxGlyphs);
        const text = paint(lines, { colour: false, ascii: false });
        for (const line of text.split("\n")) expect(columns(line)).toBeLessThanOrEqual(80);
        shown.push(...(text.match(/\bK\d+\b/g) ?? []));
        expect(XMLValidator.validate(drawPicture(view({ model, modules, page, state: { ...state, keys } })))).toBe(true);
      }
      expect(new Set(shown)).toEqual(new Set(keys.map(({ label }) => label)));
    },
  );
});

describe("the picture", () => {
  test("is well-formed whatever a label holds, and says the same", () => {
    const svg = drawPicture(view({ state: { ...state, keys: [key(1, '<a> & "b"')] } }));
    expect(XMLValidator.validate(svg)).toBe(true);
    const parsed = new XMLParser({ ignoreAttributes: false }).parse(svg);
    const texts: unknown[] = parsed.svg.g.text.map((element: { "#text": unknown }) => element["#text"]);
    expect(texts).toContain('<a> & "b"');
    expect(texts).toContain("Björkö växel");
  });
});

describe("names of models", () => {
  const catalogue = loadCatalogue();
  const idOf = (name: string) => findModel(catalogue, name).model?.name ?? null;

  test("every model is found by its own name and by its id", () => {
    for (const model of catalogue) {
      expect(idOf(model.name)).toBe(model.name);
      expect(idOf(`${model.vendor} ${model.model}`)).toBe(model.name);
    }
  });

  test("usual spellings are understood and an unknown name brings suggestions", () => {
    const [d785, vvx450] = [idOf("snom D785"), idOf("Polycom VVX 450")];
    expect(d785).not.toBeNull();
    expect([idOf("d785"), idOf("snomD785"), idOf("SNOM D-785")]).toEqual([d785, d785, d785]);
    expect([idOf("vvx450"), idOf("VVX_450"), idOf("poly vvx 450")]).toEqual([vvx450, vvx450, vvx450]);
    const missing = findModel(catalogue, "VVX 455");
    expect(missing.model === null && missing.suggestions).toContain(vvx450);
  });
});

describe("addresses of virtual phones", () => {
  test("the same model and number give the same address, others another", () => {
    const model = sampleModel();
    const macs = Array.from({ length: 1000 }, (_, at) => virtualMac(model, at));
    expect(virtualMac(model, 0)).toBe(macs[0]);
    expect(new Set(macs).size).toBe(1000);
    expect(macs.every((mac) => /^805ec0[0-9a-f]{6}$/.test(mac))).toBe(true);
  });

  test("any usual spelling is read, and neighbours are counted", () => {
    expect([readMac("80:5E:C0:00:00:FF"), readMac("805ec0-0000ff"), readMac("805ec0")]).toEqual([
      "805ec00000ff",
      "805ec00000ff",
      null,
    ]);
    expect(nextMac("805ec00000ff", 1)).toBe("805ec0000100");
  });
});

describe("text in cells", () => {
  test("wide letters count two, and a cut keeps within its width", () => {
    expect(columns("日本")).toBe(4);
    expect(cut("日本語", 5, "…")).toBe("日本…");
    expect(cut("abc", 3, "…")).toBe("abc");
  });
});
