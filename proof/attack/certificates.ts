import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { request as secureRequest } from "node:https";
import { join } from "node:path";
import { listAlarms } from "../../db/alarms.ts";
import { aPhone } from "../../db/testing/builders.ts";
import { startPhonesHttp } from "../../provisioning/listener.ts";
import { type Identity, makeAuthority } from "../../provisioning/testing/certificates.ts";
import { withoutDate } from "../../provisioning/testing/house.ts";
import type { Claim, ProofSetup } from "../contract.ts";
import { aFleet, withPhones } from "../phones-world.ts";
import { Tally } from "../tally.ts";

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** MAC addresses inside something longer, in other words, twice, or nearly right. */
function nearly(mac: string, other: string): readonly string[] {
  const pairs = mac.match(/../g) ?? [];
  return [
    `${mac}ff`,
    `ff${mac}`,
    `x${mac}`,
    `${mac}0`,
    `${pairs.join(":")}:ff`,
    `ff-${pairs.join("-")}`,
    `SN${mac}`,
    `${mac} ${other}`,
    `${other},CN=${mac}`,
    `${mac.slice(0, 11)}`,
    `${mac.slice(0, 6)}fffe${mac.slice(6)}`,
    `000000000000`,
    `Generic ${mac.slice(0, 6)}`,
    ``,
  ];
}

/** A listener over TLS that asks phones for a certificate of the makers' authority. */
async function serve(
  setup: ProofSetup,
  provisioning: Parameters<typeof startPhonesHttp>[0],
  certificates: { readonly served: Identity; readonly makers: Identity },
) {
  const path = (name: string) => join(setup.folder, name);
  await writeFile(path("cert.pem"), certificates.served.certificate);
  await writeFile(path("key.pem"), certificates.served.key);
  await writeFile(path("makers.pem"), certificates.makers.certificate);
  const tls = { certificate: path("cert.pem"), key: path("key.pem"), phoneAuthorities: [path("makers.pem")] };
  return startPhonesHttp(provisioning, { host: "127.0.0.1", port: 0, tls, log });
}

const certificates: Claim = {
  id: "certificates",
  suite: "attack",
  promise:
    "A factory certificate opens the files of exactly its own phone: another phone's, one with the address inside something longer, of a foreign or expired authority, or signed by itself is as none.",
  prove: (setup) =>
    withPhones(setup, { bandMillis: 0 }, async (house) => {
      const tally = new Tally();
      const { organisationId } = await aFleet(house.db, 1);
      const [makers, strangers, web] = [
        makeAuthority("Prov Equipment Issuing CA"),
        makeAuthority("Prov Equipment Issuing CA"),
        makeAuthority("Prov Web CA"),
      ];
      const rounds = setup.size === "full" ? 25 : 2;
      const listener = await serve(setup, house.provisioning, { served: web.issue("prov.example.se"), makers });
      const ask = async (path: string, identity: Identity | null): Promise<{ status: number; said: string }> => {
        const own = identity ? { cert: identity.certificate, key: identity.key } : {};
        const where = { host: "127.0.0.1", port: listener.port, path, servername: "localhost", agent: false };
        const sent = secureRequest({ ...where, ca: web.certificate, ...own });
        sent.end();
        const [response] = await once(sent, "response");
        const parts: Buffer[] = [];
        for await (const part of response) parts.push(Buffer.from(part));
        const said = `${response.statusCode} ${withoutDate(response.rawHeaders).join("\n")} ${Buffer.concat(parts).toString("latin1")}`;
        return { status: response.statusCode, said };
      };
      try {
        const nothing = (await ask("/0015650000fe.cfg", null)).said;
        for (let round = 0; round < rounds; round++) {
          const phone = await aPhone(house.db, organisationId);
          const other = await aPhone(house.db, organisationId);
          await house.provisioning.settle();
          const path = `/${phone.mac}.cfg`;
          const wrong: [string, Identity | null][] = [
            ["none", null],
            ["another phone's", makers.issue(other.mac)],
            ["of a foreign authority with the same name", strangers.issue(phone.mac)],
            ["of the server's authority", web.issue(phone.mac)],
            ["that has expired", makers.issue(phone.mac, { expired: true })],
            ["signed by itself", makeAuthority(phone.mac)],
            ...nearly(phone.mac, other.mac).map((name): [string, Identity] => [`for "${name}"`, makers.issue(name)]),
          ];
          for (const [what, identity] of wrong) {
            const { said } = await ask(path, identity);
            tally.check(said === nothing, () => `with a certificate ${what}: ${said.slice(0, 40)}`);
          }
          // Nor by asking for its own file under another's name.
          const { said } = await ask(`/${other.mac}.cfg`, makers.issue(phone.mac));
          tally.check(said === nothing, "phone A's certificate opened B's files");
          const right = await ask(path, makers.issue(phone.mac.toUpperCase().match(/../g)?.join(":") ?? ""));
          tally.check(right.status === 200, () => `the phone's own certificate got ${right.status}`);
        }
        await house.provisioning.flush();
        const alarms = await listAlarms(house.db, { organisationId });
        tally.check(
          alarms.filter(({ kind }) => kind === "certificate_mismatch").length >= rounds,
          "nobody was told of another phone's certificate",
        );
      } finally {
        await listener.stop(0);
      }
      return tally.outcome({ measured: `${rounds} phones, ${nearly("", "").length + 6} wrong certificates each, over TLS` });
    }),
};

export const certificateClaims: readonly Claim[] = [certificates];
