import type { SnmpCredential } from "../domain/snmp-credential.ts";
import type { Settings } from "./settings.ts";

/** Who may read from this server's own agent: the user first, for what is sent is sent with the first. */
export function snmpReaders({ snmpCommunity, snmpUser, snmpAuthKey, snmpPrivKey }: Settings): readonly SnmpCredential[] {
  const user: SnmpCredential[] =
    snmpUser === null || snmpAuthKey === null || snmpPrivKey === null
      ? []
      : [{ kind: "v3", user: snmpUser, auth: "sha256", authKey: snmpAuthKey, priv: "aes", privKey: snmpPrivKey }];
  return [...user, ...(snmpCommunity === null ? [] : [{ kind: "v2c", community: snmpCommunity } as const])];
}
