import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** `open`: passes everything on. `gone`: connections end, and new ones too. `silent`: nothing comes through, and nothing ends. */
export type ProxyState = "open" | "gone" | "silent";

/** Stands between a server and its PostgreSQL: the network that can go away. */
export type DatabaseProxy = {
  /** The database's address through it. */
  readonly url: string;
  readonly set: (state: ProxyState) => void;
  readonly stop: () => Promise<void>;
};

export async function startDatabaseProxy(to: string): Promise<DatabaseProxy> {
  const target = new URL(to);
  const pairs = new Set<readonly [Socket, Socket]>();
  let state: ProxyState = "open";
  const server = createServer((client) => {
    if (state === "gone") return void client.resetAndDestroy();
    const database = connect(Number(target.port), target.hostname);
    const pair = [client, database] as const;
    pairs.add(pair);
    for (const [from, other] of [pair, [database, client] as const]) {
      from.on("data", (chunk) => {
        if (state === "open") other.write(chunk);
      });
      from.on("error", () => other.destroy());
      from.on("close", () => {
        other.destroy();
        pairs.delete(pair);
      });
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = new URL(to);
  url.port = String((server.address() as AddressInfo).port);
  const sever = () => {
    for (const [client, database] of pairs) {
      client.resetAndDestroy();
      database.destroy();
    }
  };
  return {
    url: url.href,
    set: (next) => {
      // What went astray while it was silent has torn those connections: whoever waits on them waits in vain.
      const lost =
        state === "silent" && next !== "silent" ? new Set([...pairs].map(([, database]) => database)) : new Set<Socket>();
      state = next;
      for (const database of lost) database.destroy();
      if (next === "gone") sever();
    },
    stop: async () => {
      sever();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
