import { openDatabase } from "../../../db/connect.ts";
import { testKeyring } from "../../../db/testing/builders.ts";
import { Post } from "../post.ts";
import { smsSender } from "../sms-senders.ts";
import { smtpMailer } from "../smtp.ts";

/** A process that sends what is in an outbox until it is killed. Arguments: where the database, the mail server and the SMS provider are, as JSON. */
const say: { options: { url: string } | { file: string }; smtpPort: number; smsUrl: string; now: string } = JSON.parse(
  process.argv[2] ?? "{}",
);
const now = () => new Date(say.now);
const db = await openDatabase(say.options);
const server = { host: "127.0.0.1", port: say.smtpPort, tls: "none", user: null, password: null } as const;
const provider = { kind: "46elks", url: say.smsUrl, user: "u", secret: "p", from: "Klyka" } as const;
const post = new Post(
  {
    ...{ db, keyring: testKeyring, now, portalUrl: "https://telefoni.example.se" },
    mail: smtpMailer(server, "telefoni@example.se"),
    sms: smsSender(provider, () => null, now),
  },
  () => undefined,
);
await post.idle();
process.send?.("idle");
