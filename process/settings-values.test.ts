import { describe, expect, it } from "vitest";
import { schemas } from "./settings-values.ts";

describe("the mail server", () => {
  it("is read from an address, with TLS wherever a password goes", () => {
    const read = (text: string) => schemas.smtpUrl.safeParse(text).data;
    expect(read("smtps://klyka:hem%40ligt@mail.example.se")).toEqual({
      ...{ host: "mail.example.se", port: 465, tls: "implicit", user: "klyka", password: "hem@ligt" },
    });
    expect(read("smtp://klyka:hemligt@mail.example.se")).toMatchObject({ port: 587, tls: "required" });
    expect(read("smtp://klyka:hemligt@localhost")).toMatchObject({ tls: "required" });
    expect(read("smtp://localhost")).toMatchObject({ port: 25, tls: "none" });
    expect(read("smtp://[::1]:2525")).toMatchObject({ host: "::1", port: 2525, tls: "none" });
    expect(read("smtp://relay.example.se?tls=off")).toMatchObject({ port: 25, tls: "none" });
    for (const wrong of [
      "smtp://a:b@relay.example.se?tls=off",
      "https://mail.example.se",
      "mail.example.se",
      "smtp://a@mail.se",
      "smtps://m.se?tls=off",
    ]) {
      expect([wrong, read(wrong)]).toEqual([wrong, undefined]);
    }
    for (const good of ["a@example.se", "Klyka <a@example.se>"]) expect(schemas.mailFrom.safeParse(good).success).toBe(true);
    for (const bad of ["Klyka", "a@b, c@d", "Klyka\n<a@example.se>"]) expect(schemas.mailFrom.safeParse(bad).success).toBe(false);
  });
});
