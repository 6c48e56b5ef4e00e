import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { afterEach, expect, test } from "vitest";
import { Api, type ApiOptions } from "./api.ts";
import { ApiError, ConflictError } from "./problem.ts";

type Seen = { method: string; url: string; headers: IncomingMessage["headers"]; body: string };
type Answer = (request: Seen, response: ServerResponse, at: number) => void;

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(ends.splice(0).map((end) => end()));
});

async function serverThat(answer: Answer, options: Partial<ApiOptions> = {}): Promise<{ api: Api; seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    const one = { method: request.method ?? "", url: request.url ?? "", headers: request.headers, body };
    seen.push(one);
    answer(one, response, seen.length);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  ends.push(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  const bound = server.address();
  const port = bound && typeof bound === "object" ? bound.port : 0;
  return {
    api: new Api({
      base: `http://127.0.0.1:${port}/api`,
      csrf: () => "secret",
      onExpired: async () => false,
      pauses: [1, 1],
      ...options,
    }),
    seen,
  };
}

const json = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) =>
  response
    .writeHead(status, { "content-type": status < 400 ? "application/json" : "application/problem+json", ...headers })
    .end(JSON.stringify(body));

const errorOf = async (asked: Promise<unknown>): Promise<ApiError> => {
  const error = await asked.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ApiError)) throw new Error(`expected an ApiError, got ${String(error)}`);
  return error;
};

test("A question carries its filter, without what is empty, and no secret", async () => {
  const { api, seen } = await serverThat((_, response) => json(response, 200, [1]));
  expect(await api.get("/users", { q: "Åsa & Co", page: 2, state: null, sort: "" })).toEqual([1]);
  expect(seen[0]?.url).toBe("/api/users?q=%C3%85sa+%26+Co&page=2");
  expect(seen[0]?.headers["x-csrf-token"]).toBeUndefined();
});

test("A write names the version it read and carries the secret; the new version comes back", async () => {
  const { api, seen } = await serverThat((_, response) =>
    json(response, 200, { name: "Eva" }, { etag: '"8"', "x-audit-id": "a1" }),
  );
  const saved = await api.patch("/users/1", { name: "Eva", note: null }, '"7"');
  expect(saved).toEqual({ value: { name: "Eva" }, version: '"8"', auditId: "a1" });
  expect(seen[0]).toMatchObject({ method: "PATCH", body: '{"name":"Eva","note":null}' });
  expect(seen[0]?.headers).toMatchObject({ "if-match": '"7"', "x-csrf-token": "secret", "content-type": "application/json" });
});

test("A problem becomes an error with its code, its detail and what is wrong with each field", async () => {
  const errors = [{ field: "numbers.0.mobile", code: "number_invalid", detail: { number: "07" } }, "nonsense", { field: "name" }];
  const { api } = await serverThat((_, response) =>
    json(response, 422, { code: "input_invalid", detail: { a: [1], b: "x" }, errors }),
  );
  const error = await errorOf(api.post("/users", {}));
  expect(error).toMatchObject({ status: 422, code: "input_invalid", detail: { b: "x" } });
  expect(error.of("numbers.0.mobile")).toEqual([{ field: "numbers.0.mobile", code: "number_invalid", detail: { number: "07" } }]);
  expect(error.of("name")).toEqual([{ field: "name", code: "input_invalid", detail: {} }]);
});

test("What is refused is asked once more when the session turns out to be another one, else it stays refused", async () => {
  const refusing: Answer = (_, response, at) =>
    at === 1 ? json(response, 403, { code: "origin_refused" }) : json(response, 200, "saved");
  const again = await serverThat(refusing, { onRefused: async () => true });
  expect((await again.api.post("/x", {})).value).toBe("saved");
  const gone = await serverThat(refusing, { onRefused: async () => false });
  expect(await errorOf(gone.api.post("/x", {}))).toMatchObject({ status: 403, code: "origin_refused" });
  expect(gone.seen).toHaveLength(1);
});

test("A write that came too late brings what the other one saved", async () => {
  const { api } = await serverThat((_, response) =>
    json(response, 412, { code: "version_conflict", current: { name: "Ewa" } }, { etag: '"9"' }),
  );
  const error = await errorOf(api.put("/users/1", {}, '"7"'));
  expect(error).toBeInstanceOf(ConflictError);
  expect(error).toMatchObject({ theirs: { name: "Ewa" }, version: '"9"' });
});

test("A proxy's page in HTML gets a code by its status", async () => {
  const { api } = await serverThat((_, response) => response.writeHead(413, { "content-type": "text/html" }).end("<h1>no</h1>"));
  expect(await errorOf(api.post("/picture", new Blob(["x"])))).toMatchObject({ status: 413, code: "request_invalid" });
});

test("Reading is tried again while the server cannot answer, a write is sent once", async () => {
  const busy: Answer = (_, response, at) => (at < 3 ? response.writeHead(503).end() : json(response, 200, at));
  const reading = await serverThat(busy);
  expect(await reading.api.get("/x")).toBe(3);
  const writing = await serverThat(busy);
  expect(await errorOf(writing.api.post("/x"))).toMatchObject({ status: 503, code: "server_busy" });
  expect(writing.seen).toHaveLength(1);
});

test("A refusal is not asked again", async () => {
  const { api, seen } = await serverThat((_, response) => json(response, 404, { code: "phone_not_found" }));
  expect(await errorOf(api.get("/phones/1"))).toMatchObject({ status: 404, code: "phone_not_found" });
  expect(seen).toHaveLength(1);
});

test("A server that is gone is told as unreachable, and so is that it is back", async () => {
  const told: boolean[] = [];
  const { api } = await serverThat((_, response) => json(response, 200, 1), { onReach: (reached) => told.push(reached) });
  await api.get("/x");
  await ends.pop()?.();
  expect(await errorOf(api.post("/x"))).toMatchObject({ status: 0, code: "unreachable" });
  expect(told).toEqual([true, false]);
});

test("A question that nobody waits for any longer is not asked again", async () => {
  const stop = new AbortController();
  const { api, seen } = await serverThat(
    (_, response) => {
      response.writeHead(503).end();
      stop.abort();
    },
    { pauses: [50, 50] },
  );
  await expect(api.get("/x", {}, stop.signal)).rejects.toMatchObject({ name: "AbortError" });
  expect(seen).toHaveLength(1);
});

test("When the session has ended a write waits for the sign-in and is then sent with the same body", async () => {
  let signedIn = false;
  const { api, seen } = await serverThat(
    (_, response) => (signedIn ? json(response, 200, "saved") : json(response, 401, { code: "session_expired" })),
    {
      onExpired: async () => {
        signedIn = true;
        return true;
      },
    },
  );
  expect((await api.patch("/users/1", { note: "typed" }, '"1"')).value).toBe("saved");
  expect(seen.map(({ body }) => body)).toEqual(['{"note":"typed"}', '{"note":"typed"}']);
});

test("Whoever does not sign in again keeps the error, and a wrong password is no ended session", async () => {
  const ended = await serverThat((_, response) => json(response, 401, { code: "session_expired" }));
  expect(await errorOf(ended.api.get("/x"))).toMatchObject({ code: "session_expired" });
  let asked = 0;
  const wrong = await serverThat((_, response) => json(response, 401, { code: "sign_in_refused" }), {
    onExpired: async () => {
      asked++;
      return true;
    },
  });
  expect(await errorOf(wrong.api.post("/session", {}))).toMatchObject({ code: "sign_in_refused" });
  expect(asked).toBe(0);
});
