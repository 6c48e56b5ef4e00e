import { validateHeaderValue } from "node:http";
import fc from "fast-check";
import { expect, it } from "vitest";
import { attachment } from "./attachment.ts";

const headerOf = (name: string): string => attachment(name)["Content-Disposition"];

it("keeps a plain name as it is, and says any other in both forms", () => {
  expect(headerOf("users-2026-03-02.csv")).toBe('attachment; filename="users-2026-03-02.csv"');
  expect(headerOf("Åsas (kopia).pdf")).toBe(
    "attachment; filename=\"_sas _kopia_.pdf\"; filename*=UTF-8''%C3%85sas%20%28kopia%29.pdf",
  );
  expect(headerOf("../../etc/passwd")).toBe("attachment; filename=\".._.._etc_passwd\"; filename*=UTF-8''.._.._etc_passwd");
});

it("is a good header whatever the name, with one name in quotes and no folder", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (name) => {
      const header = headerOf(name);
      expect(() => validateHeaderValue("content-disposition", header)).not.toThrow();
      expect(header).toMatch(/^attachment; filename="[\w .-]*"(?:; filename\*=UTF-8''[^"'/\\;\s]*)?$/);
    }),
  );
});
