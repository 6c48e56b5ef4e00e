import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { en as enHome } from "./en.ts";
import { enOffice } from "./en-office.ts";
import { errorsEn as errorsEnHome } from "./errors-en.ts";
import { errorsOfficeEn } from "./errors-office-en.ts";
import { errorsOfficeSv } from "./errors-office-sv.ts";
import { errorsSv as errorsSvHome } from "./errors-sv.ts";
import { namesIn } from "./message.ts";
import { sv as svHome } from "./sv.ts";
import { svOffice } from "./sv-office.ts";

const sv = { ...svHome, ...svOffice };
const en = { ...enHome, ...enOffice };
const errorsSv = { ...errorsSvHome, ...errorsOfficeSv };
const errorsEn = { ...errorsEnHome, ...errorsOfficeEn };

test("English has the keys of Swedish, in the same order, each with the same names in it", () => {
  expect(Object.keys(en)).toEqual(Object.keys(sv));
  for (const key of Object.keys(sv) as (keyof typeof sv)[]) expect([key, namesIn(en[key])]).toEqual([key, namesIn(sv[key])]);
});

test("Every error has a sentence in both languages with the same names in it", () => {
  expect(Object.keys(errorsEn)).toEqual(Object.keys(errorsSv));
  for (const code of Object.keys(errorsSv) as (keyof typeof errorsSv)[]) {
    expect([code, namesIn(errorsEn[code])]).toEqual([code, namesIn(errorsSv[code])]);
    expect(errorsSv[code]).toMatch(/[.!?]$/);
  }
});

test("No error tells a person to use the command line", () => {
  expect(Object.values({ ...errorsSv, ...errorsEn }).filter((sentence) => /klyka [a-z]+/.test(sentence))).toEqual([]);
});

test("Every key is used somewhere, so that a translator works on nothing in vain", () => {
  const source = sourcesBelow(join(import.meta.dirname, "..")).join("\n");
  // Keys whose last word is put together, as in t(`kind.${kind}`).
  const composed = [...source.matchAll(/[`"]([a-z_]+(?:\.[a-z_]+)*)\.\$\{/g)].map((match) => `${match[1]}.`);
  const waiting = [
    "section.",
    "app.operating",
    "app.leave",
    "field.",
    "action.",
    "offline.back",
    "page.breadcrumb",
    "app.mine",
    "app.admin",
  ];
  const unused = Object.keys(sv).filter(
    (key) => !source.includes(`"${key}"`) && ![...composed, ...waiting].some((start) => key.startsWith(start)),
  );
  expect(unused).toEqual([]);
});

function sourcesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter(
      (name) => name.endsWith(".ts") && !name.endsWith(".test.ts") && !/i18n\/(sv|en)(-office)?\.ts$|i18n\/areas\//.test(name),
    )
    .map((name) => readFileSync(join(folder, name), "utf8"));
}
