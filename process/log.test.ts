import { describe, expect, it } from "vitest";
import { createLog } from "./log.ts";

function aLog(level: "debug" | "info") {
  const lines: string[] = [];
  return { lines, log: createLog(level, { write: (line) => void lines.push(line) }) };
}

const token = "0123456789abcdefghjkmnpqrs";

describe("the log", () => {
  it.each<[string, Record<string, unknown>, string[]]>([
    ["a field that is called what it is", { password: "hemligt-1" }, ["hemligt-1"]],
    ["one further in", { phone: { sipSecret: "hemligt-2", more: { pin1: "4711-x" } } }, ["hemligt-2", "4711-x"]],
    ["a token in a path", { path: `/p/${token}/805ec0123456.cfg` }, [token]],
    ["a key in a text of any name", { what: `klyka-exchange-${token}` }, [token]],
    ["a password in an address", { where: "smtps://klyka:hem%40ligt@mail.example.se" }, ["hem%40ligt"]],
    ["what a request showed", { headers: "Authorization: Digest username=a, response=f00" }, ["f00"]],
    ["an error, whose message may quote anything", { error: new Error("password hemligt-3") }, ["hemligt-3"]],
    ["an error inside", { detail: { cause: new Error("password hemligt-4") } }, ["hemligt-4"]],
    ["bytes", { content: new TextEncoder().encode("hemligt-5") }, ["hemligt-5", "104"]],
    ["what lies too deep to be looked at", { a: { b: { c: { d: { password: "hemligt-6" } } } } }, ["hemligt-6"]],
  ])("covers %s", (_, fields, secrets) => {
    const { lines, log } = aLog("info");
    log.warn("Something.", fields);
    expect(lines).toHaveLength(1);
    for (const secret of secrets) expect(lines.join("")).not.toContain(secret);
  });

  it("leaves ids, addresses, names and numbers as they are, one JSON object a line", () => {
    const { lines, log } = aLog("info");
    const fields = {
      phone: "0198c0de-7a10-7000-8000-000000000001",
      address: "192.0.2.7",
      status: 404,
      what: ["journal", "contacts"],
    };
    log.info("A line.", fields);
    expect(JSON.parse(lines.join(""))).toEqual({
      level: 30,
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      msg: "A line.",
      ...fields,
    });
  });

  it("has no lines for whoever looks closely unless the level asks for them", () => {
    expect(aLog("info").log.debug).toBeUndefined();
    const { lines, log } = aLog("debug");
    log.debug?.("Closely.", { n: 1 });
    expect(JSON.parse(lines.join(""))).toMatchObject({ level: 20, msg: "Closely.", n: 1 });
  });
});
