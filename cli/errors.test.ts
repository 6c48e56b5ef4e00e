import { describe, expect, it } from "vitest";
import { DomainError, type ErrorCode, errorStatus } from "../domain/errors.ts";
import { errorSentences, errorText } from "./errors.ts";
import { chooseLanguage, languages } from "./sentence.ts";
import { settingSentences, unsafeSentences } from "./setting-sentences.ts";

const codes = Object.keys(errorStatus) as ErrorCode[];

describe("error sentences", () => {
  it("leave no placeholder and no bracket behind, with and without detail", () => {
    for (const code of codes) {
      for (const language of languages) {
        const text = errorText(new DomainError(code), language);
        expect(text, code).not.toMatch(/[{}[\]]/);
        expect(text.length, code).toBeGreaterThan(5);
      }
    }
  });

  it("differ between English and Swedish, but for the catalogue's own file, field and fix", () => {
    const tables = [errorSentences, settingSentences, unsafeSentences];
    const same = tables.flatMap((table) => Object.entries(table).flatMap(([code, one]) => (one.en === one.sv ? [code] : [])));
    expect(same).toEqual(["catalogue_invalid"]);
  });

  it("name the phone in the sentence when the detail names it", () => {
    expect(errorText(new DomainError("phone_not_found", { mac: "805ec0123456" }), "sv")).toContain("ingen telefon 805ec0123456.");
  });
});

describe("the language", () => {
  it("follows --lang before the environment, and LC_ALL before LANG", () => {
    expect(chooseLanguage(undefined, { LANG: "sv_SE.UTF-8" })).toBe("sv");
    expect(chooseLanguage("en", { LANG: "sv_SE.UTF-8" })).toBe("en");
    expect(chooseLanguage(undefined, { LC_ALL: "C", LANG: "sv_SE.UTF-8" })).toBe("en");
    expect(chooseLanguage(undefined, {})).toBe("en");
  });
});
