import { createHash, createHmac, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import { buffer } from "node:stream/consumers";

export type S3Double = {
  readonly endpoint: string;
  /** `bucket/key` → bytes. */
  readonly objects: Map<string, Buffer>;
  /** Every request that was let in: `PUT bucket/key`. */
  readonly asked: string[];
  /** The next so many requests are answered with this. */
  fail(times: number, status: number): void;
  readonly stop: () => Promise<void>;
};

export const s3Account = {
  key: "AKIATELEFONI",
  secret: "hemlig-nyckel-till-lagret",
  region: "eu-north-1",
  bucket: "klyka",
} as const;

/**
 * An S3-compatible store as its clients see it, on loopback: it checks each request's signature (Signature Version 4) and the digest of its body, knows
 * ranges, lists in pages of two, and takes large objects in parts.
 */
export async function startS3Double(): Promise<S3Double> {
  const objects = new Map<string, Buffer>();
  const times = new Map<string, string>();
  const uploads = new Map<string, Map<number, Buffer>>();
  const asked: string[] = [];
  let failures = { times: 0, status: 500 };
  const server = createServer(async (request, response) => {
    const answer = (status: number, body: string | Buffer = "", headers: Record<string, string> = {}) => {
      response.writeHead(status, headers).end(request.method === "HEAD" ? undefined : body);
    };
    const refuse = (status: number, code: string) => answer(status, `<?xml version="1.0"?><Error><Code>${code}</Code></Error>`);
    const body = await buffer(request);
    if (failures.times > 0) {
      failures = { ...failures, times: failures.times - 1 };
      return refuse(failures.status, "SlowDown");
    }
    const wrong = signatureFault(request, body);
    if (wrong !== null) return refuse(403, wrong);
    const url = new URL(request.url ?? "", "http://store");
    const name = decodeURIComponent(url.pathname.slice(1));
    const upload = url.searchParams.get("uploadId");
    asked.push(`${request.method} ${name}`);
    const put = (bytes: Buffer) => {
      objects.set(name, bytes);
      times.set(name, new Date().toISOString());
    };
    if (request.method === "POST" && url.searchParams.has("uploads")) {
      const id = randomUUID();
      uploads.set(id, new Map());
      return answer(200, `<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`);
    }
    if (upload !== null) {
      const parts = uploads.get(upload);
      if (!parts) return refuse(404, "NoSuchUpload");
      if (request.method === "PUT") {
        parts.set(Number(url.searchParams.get("partNumber")), body);
        return answer(200, "", { etag: `"${createHash("md5").update(body).digest("hex")}"` });
      }
      uploads.delete(upload);
      if (request.method === "DELETE") return answer(204);
      const order = [...body.toString("utf8").matchAll(/<PartNumber>(\d+)<\/PartNumber><ETag>&quot;(\w+)&quot;<\/ETag>/g)];
      const whole = order.map(([, number, tag]) => {
        const part = parts.get(Number(number));
        return part && createHash("md5").update(part).digest("hex") === tag ? part : null;
      });
      if (whole.length !== parts.size || whole.includes(null)) return answer(200, "<Error><Code>InvalidPart</Code></Error>");
      put(Buffer.concat(whole.filter((part) => part !== null)));
      return answer(200, "<CompleteMultipartUploadResult/>");
    }
    if (request.method === "PUT") {
      put(body);
      return answer(200, "", { etag: '"x"' });
    }
    if (request.method === "DELETE") {
      objects.delete(name);
      return answer(204);
    }
    if (url.searchParams.get("list-type") === "2") {
      const begin = `${name}/${url.searchParams.get("prefix") ?? ""}`;
      const after = url.searchParams.get("continuation-token") ?? "";
      const left = [...objects.keys()].filter((key) => key.startsWith(begin) && key > after).sort();
      const page = left.slice(0, 2);
      const contents = page.map((key) => {
        const own = key.slice(name.length + 1).replaceAll("&", "&amp;");
        return `<Contents><Key>${own}</Key><LastModified>${times.get(key)}</LastModified><Size>${objects.get(key)?.length}</Size></Contents>`;
      });
      const more = left.length > page.length;
      const next = more ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : "";
      return answer(200, `<ListBucketResult><IsTruncated>${more}</IsTruncated>${next}${contents.join("")}</ListBucketResult>`);
    }
    const found = objects.get(name);
    if (!found) return refuse(404, "NoSuchKey");
    const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(String(request.headers.range)) ?? [];
    const bytes = start === undefined ? found : found.subarray(Number(start), Number(end) + 1);
    answer(start === undefined ? 200 : 206, bytes, { "content-length": String(bytes.length) });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (!address || typeof address !== "object") throw new Error("no address");
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    ...{ objects, asked },
    fail(count, status) {
      failures = { times: count, status };
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** As the protocol has it, worked out anew from what came: what is wrong with a request's signature; null: nothing. */
function signatureFault(request: IncomingMessage, body: Buffer): string | null {
  const { authorization = "" } = request.headers;
  const [, key, day, region, signed = "", given] =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})$/.exec(
      authorization,
    ) ?? [];
  if (given === undefined || key !== s3Account.key || region !== s3Account.region || day === undefined) return "AccessDenied";
  const digest = createHash("sha256").update(body).digest("hex");
  if (request.headers["x-amz-content-sha256"] !== digest) return "XAmzContentSHA256Mismatch";
  if (!signed.split(";").includes("host") || !signed.split(";").includes("x-amz-content-sha256")) return "AccessDenied";
  const at = String(request.headers["x-amz-date"]);
  const url = new URL(request.url ?? "", "http://store");
  const query = [...url.searchParams].map(([name, value]) => `${strict(name)}=${strict(value)}`).sort();
  const path = decodeURIComponent(url.pathname).split("/").map(strict).join("/");
  const headers = signed.split(";").map((name) => `${name}:${String(request.headers[name]).trim().replace(/\s+/g, " ")}\n`);
  const canonical = [request.method, path, query.join("&"), headers.join(""), signed, digest].join("\n");
  const scope = `${day}/${region}/s3/aws4_request`;
  const text = ["AWS4-HMAC-SHA256", at, scope, createHash("sha256").update(canonical).digest("hex")].join("\n");
  const steps = [day, region, "s3", "aws4_request", text];
  const wanted = steps.reduce<Buffer>(
    (by, step) => createHmac("sha256", by).update(step).digest(),
    Buffer.from(`AWS4${s3Account.secret}`),
  );
  return wanted.toString("hex") === given ? null : "SignatureDoesNotMatch";
}

function strict(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
}
