import tftp from "tftp";

export type PackageFetch = { readonly blockSize?: number; readonly windowSize?: number; readonly retries?: number };

/** Fetches with the independent client, the npm package `tftp`; what the server answers with an error packet rejects. */
export function fetchByPackage(port: number, file: string, options: PackageFetch = {}, host = "127.0.0.1"): Promise<Buffer> {
  const { blockSize = 512, windowSize = 1, retries = 4 } = options;
  const client = tftp.createClient({ host, port, blockSize, windowSize, retries, timeout: 1_000 });
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    const stream = client.createGetStream(file);
    stream.on("data", (part: Buffer) => parts.push(part));
    stream.on("end", () => resolve(Buffer.concat(parts)));
    stream.on("error", reject);
  });
}
