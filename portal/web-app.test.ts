import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import { startPortal } from "./listener.ts";
import { appPolicy } from "./web-app.ts";

const script = `export const words = "${"fyra lata igelkottar ".repeat(200)}";\n`;

async function served(files: Readonly<Record<string, string>>): Promise<{ url: string; folder: string }> {
  const folder = mkdtempSync(join(tmpdir(), "klyka-web-"));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, ".."), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const listener = await startPortal({
    host: "127.0.0.1",
    port: 0,
    clock: () => 0,
    onFault: (error) => {
      throw error;
    },
    health: { version: "1.2.3", listeners: () => [], databaseAnswers: async () => true },
    webFolder: folder,
  });
  onTestFinished(async () => {
    await listener.stop();
    rmSync(folder, { recursive: true });
  });
  return { url: `http://127.0.0.1:${listener.port}`, folder };
}

const app = {
  "index.html": "<!doctype html><title>Klyka</title>",
  "assets/index-Bz.js": script,
  "assets/text.woff2": "font",
  "early.js": "// early",
  ".vite/manifest.json": "{}",
};

/** As it goes over the wire: `fetch` unpacks, and tidies the path. */
function raw(
  url: string,
  path: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: Buffer; encoding: string }> {
  return new Promise((resolve, reject) => {
    request(url, { path, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          body: Buffer.concat(parts),
          encoding: response.headers["content-encoding"] ?? "",
        }),
      );
    })
      .on("error", reject)
      .end();
  });
}

describe("the web app", () => {
  it("answers every path of its own with its first page, under the policy for content, asked for again each time", async () => {
    const { url } = await served(app);
    for (const path of ["/", "/users", "/phones/019b-x?beside=plan", "/p%C3%A5-v%C3%A4g"]) {
      const answer = await fetch(url + path);
      expect([answer.status, await answer.text()]).toEqual([200, app["index.html"]]);
      expect(answer.headers.get("content-security-policy")).toBe(appPolicy);
      expect(answer.headers.get("cache-control")).toBe("no-cache");
      expect(answer.headers.get("content-type")).toBe("text/html; charset=utf-8");
      expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    }
    expect(appPolicy).not.toContain("unsafe");
  });

  it("lets browsers keep what has its content in its name, and packs what becomes smaller", async () => {
    const { url } = await served(app);
    const { headers } = await fetch(`${url}/assets/index-Bz.js`);
    expect(headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect([headers.get("vary"), headers.get("content-type")]).toEqual(["Accept-Encoding", "text/javascript; charset=utf-8"]);
    const packed = await raw(url, "/assets/index-Bz.js", { "accept-encoding": "br, gzip" });
    expect([packed.encoding, gunzipSync(packed.body).toString()]).toEqual(["gzip", script]);
    const plain = await raw(url, "/assets/index-Bz.js", { "accept-encoding": "gzip;q=0" });
    expect([plain.encoding, plain.body.toString()]).toEqual(["", script]);
    expect((await raw(url, "/assets/text.woff2", { "accept-encoding": "gzip" })).encoding).toBe("");
  });

  it("answers 304 to whoever has the same already, and the new page once it is built anew", async () => {
    const { url, folder } = await served(app);
    const etag = (await fetch(url)).headers.get("etag") ?? "";
    const again = () => fetch(url, { headers: { "if-none-match": `"other", W/${etag}` } });
    expect([(await again()).status, await (await again()).text()]).toEqual([304, ""]);
    writeFileSync(join(folder, "index.html"), "<!doctype html><title>Klyka anew</title>");
    const fresh = await again();
    expect([fresh.status, await fresh.text()]).toEqual([200, "<!doctype html><title>Klyka anew</title>"]);
    expect(fresh.headers.get("etag")).not.toBe(etag);
  });

  it("finds nothing at a path that ends like a file and is none, is hidden, or leads out of its folder", async () => {
    const { url } = await served(app);
    const paths = ["/assets/gone.js", "/805ec0123456.cfg", "/.vite/manifest.json", "/../package.json", "/%2e%2e/package.json"];
    for (const path of [...paths, "/assets/..%2findex.html", "/assets//index-Bz.js", "/assets/%00.js", "/assets"]) {
      const { status, body } = await raw(url, path);
      if (path === "/assets") expect([status, body.toString()]).toEqual([200, app["index.html"]]);
      else expect([path, status, body.toString()]).toEqual([path, 404, expect.stringContaining("not_found")]);
    }
  });

  it("leaves the API and every write alone", async () => {
    const { url } = await served(app);
    expect((await fetch(`${url}/api/health`)).headers.get("content-type")).toContain("json");
    for (const path of ["/api", "/api/", "/api/nothing"]) {
      const { status, headers } = await fetch(url + path);
      expect([path, status, headers.get("content-type")]).toEqual([path, 404, "application/problem+json; charset=utf-8"]);
    }
    expect((await fetch(url, { method: "POST", body: "x" })).status).toBe(404);
    const head = await fetch(url, { method: "HEAD" });
    expect([head.status, await head.text()]).toEqual([200, ""]);
  });

  it("that has not been built says how, in a page that runs nothing", async () => {
    const { url } = await served({});
    const answer = await fetch(`${url}/users`);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([503, "text/html; charset=utf-8"]);
    expect(answer.headers.get("content-security-policy")).toMatch(/^default-src 'none';/);
    expect(await answer.text()).toContain("npm run build:ui");
  });
});
