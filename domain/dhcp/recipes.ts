import { oneLine } from "../one-line.ts";
import { type DhcpMake, dhcpMakes, hexOf, option43, withColons } from "./makes.ts";

/** DHCP servers for which a recipe is made. */
export const dhcpServers = ["dnsmasq", "isc", "kea", "mikrotik", "unifi", "windows"] as const;
export type DhcpServer = (typeof dhcpServers)[number];

export type DhcpRecipe = {
  readonly server: DhcpServer;
  readonly title: string;
  /** What to call it when it is kept in a file. */
  readonly fileName: string;
  readonly text: string;
};

export type DhcpAsk = {
  /** Where the organisation's phones shall ask. */
  readonly url: string;
  readonly organisation: string;
  /** The network that the phones are in, IPv4; null: not known, an example stands there. */
  readonly network: string | null;
  readonly language: "sv" | "en";
};

const titles: Readonly<Record<DhcpServer, string>> = {
  dnsmasq: "dnsmasq",
  isc: "ISC dhcpd",
  kea: "Kea",
  mikrotik: "MikroTik RouterOS",
  unifi: "UniFi",
  windows: "Windows Server",
};
const fileNames: Readonly<Record<DhcpServer, string>> = {
  dnsmasq: "klyka-dnsmasq.conf",
  isc: "klyka-dhcpd.conf",
  kea: "klyka-kea.json",
  mikrotik: "klyka-mikrotik.rsc",
  unifi: "klyka-unifi.txt",
  windows: "klyka-dhcp.ps1",
};

/** What to lay into each DHCP server so that an organisation's phones find here. Only phones of the makes get the options. */
export function dhcpRecipes(ask: DhcpAsk): readonly DhcpRecipe[] {
  const said = sayOf(ask);
  const texts: Readonly<Record<DhcpServer, (said: Said) => string>> = { dnsmasq, isc, kea, mikrotik, unifi, windows };
  return dhcpServers.map((server) => ({
    ...{ server, title: titles[server], fileName: fileNames[server] },
    text: texts[server](said),
  }));
}

type Said = DhcpAsk & { readonly about: string; readonly subnet: string; readonly inside43: Uint8Array | null };

function sayOf(ask: DhcpAsk): Said {
  // What an address may hold and some of these languages would take for something of their own.
  const url = ask.url.replace(/["'$`\\\s,;]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`);
  const organisation = oneLine(ask.organisation).replace(/[^\p{L}\p{N} .,&+-]/gu, " ");
  const about = { sv: `Bordstelefoner för ${organisation}`, en: `Desk phones of ${organisation}` }[ask.language];
  return { ...ask, url, organisation, about, subnet: ask.network ?? "192.168.10.0/24", inside43: option43(url) };
}

const words = {
  sv: {
    check: "Kontrollera med: dnsmasq --test",
    snomInside: "Snom läser också alternativ 66 inuti alternativ 43.",
    classes: "Lägg in detta i avsnittet Dhcp4 i kea-dhcp4.conf.",
    net: "Byt nätet mot det som telefonerna står i.",
    unifi: "Settings › Networks › (nätet) › DHCP › DHCP Service Management",
    custom: "Lägg till ett eget alternativ (Custom DHCP Option)",
    all: "UniFi kan inte skilja telefoner från annat: alla på nätet får adressen. Lägg telefonerna i ett eget nät.",
    router: "Alla på nätet får adressen. Lägg telefonerna i ett eget nät.",
  },
  en: {
    check: "Check with: dnsmasq --test",
    snomInside: "Snom also reads option 66 inside option 43.",
    classes: "Put this into the section Dhcp4 of kea-dhcp4.conf.",
    net: "Replace the network by the one that the phones are in.",
    unifi: "Settings › Networks › (the network) › DHCP › DHCP Service Management",
    custom: "Add a custom DHCP option",
    all: "UniFi cannot tell phones from other things: everything on the network gets the address. Give the phones a network of their own.",
    router: "Everything on the network gets the address. Give the phones a network of their own.",
  },
} as const;

const tagOf = ({ vendor }: DhcpMake): string => `klyka-${vendor}`;

function dnsmasq({ about, url, language }: Said): string {
  const lines = dhcpMakes.flatMap((make) => [
    "",
    `# ${make.title}`,
    ...(make.vendorClass === null ? [] : [`dhcp-vendorclass=set:${tagOf(make)},${make.vendorClass}`]),
    ...make.prefixes.map((prefix) => `dhcp-mac=set:${tagOf(make)},${withColons(prefix)}:*:*:*`),
    ...make.options.map((option) => `dhcp-option=tag:${tagOf(make)},${option},"${url}"`),
    // dnsmasq writes option 43 itself, for the vendor class that is named.
    ...(make.inside43 && make.vendorClass !== null ? [`dhcp-option=vendor:${make.vendorClass},66,"${url}"`] : []),
  ]);
  return textOf([`# ${about}. ${words[language].check}`, ...lines]);
}

function isc({ about, url, inside43, language }: Said): string {
  const classes = dhcpMakes.flatMap((make) => {
    const byClass =
      make.vendorClass === null
        ? []
        : [`substring(option vendor-class-identifier, 0, ${make.vendorClass.length}) = "${make.vendorClass}"`];
    const byMac = make.prefixes.map((prefix) => `substring(hardware, 1, 3) = ${withColons(prefix)}`);
    return [
      "",
      `class "${tagOf(make)}" {`,
      `  match if (${[...byClass, ...byMac].join(")\n    or (")});`,
      ...make.options.map((option) => `  option ${option === 66 ? "tftp-server-name" : "klyka-address"} "${url}";`),
      ...(make.inside43 && inside43
        ? [`  # ${words[language].snomInside}`, `  option vendor-encapsulated-options ${hexOf(inside43, ":")};`]
        : []),
      "}",
    ];
  });
  return textOf([`# ${about}`, "option klyka-address code 160 = text;", ...classes]);
}

function kea({ url, inside43 }: Said): string {
  const classes = dhcpMakes.map((make) => {
    const byClass =
      make.vendorClass === null ? [] : [`substring(option[60].text,0,${make.vendorClass.length}) == '${make.vendorClass}'`];
    const byMac = make.prefixes.map((prefix) => `substring(hexstring(pkt4.mac,''),0,6) == '${prefix}'`);
    const named = make.options.map((option) => ({
      ...{ name: option === 66 ? "tftp-server-name" : "klyka-address", data: url, "always-send": true },
    }));
    const inside =
      make.inside43 && inside43
        ? [{ name: "vendor-encapsulated-options", "csv-format": false, data: hexOf(inside43).toUpperCase(), "always-send": true }]
        : [];
    return { name: tagOf(make), test: [...byClass, ...byMac].join(" or "), "option-data": [...named, ...inside] };
  });
  const definition = { name: "klyka-address", code: 160, space: "dhcp4", type: "string" };
  return `${JSON.stringify({ Dhcp4: { "option-def": [definition], "client-classes": classes } }, null, 2)}\n`;
}

function mikrotik({ about, url, subnet, language }: Said): string {
  return textOf([
    `# ${about}. ${words[language].router}`,
    "/ip dhcp-server option",
    `add name=klyka-66 code=66 value="'${url}'"`,
    `add name=klyka-160 code=160 value="'${url}'"`,
    "/ip dhcp-server option sets",
    "add name=klyka options=klyka-66,klyka-160",
    `# ${words[language].net}`,
    `/ip dhcp-server network set [find address=${subnet}] dhcp-option-set=klyka`,
  ]);
}

function unifi({ about, url, language }: Said): string {
  const said = words[language];
  return textOf([about, "", said.unifi, `  TFTP Server (66): ${url}`, `${said.custom}:`, `  160, Text: ${url}`, "", said.all]);
}

function windows({ about, url, subnet, language }: Said): string {
  const lines = dhcpMakes.flatMap((make) => {
    const policy = `Klyka ${make.title}`;
    const macs = make.prefixes.map((prefix) => `'${prefix.toUpperCase()}*'`).join(",");
    return [
      "",
      `Add-DhcpServerv4Policy -Name '${policy}' -ScopeId $scope -Condition OR -MacAddress EQ,${macs}`,
      ...make.options.map(
        (option) => `Set-DhcpServerv4OptionValue -ScopeId $scope -PolicyName '${policy}' -OptionId ${option} -Value $address`,
      ),
    ];
  });
  return textOf([
    `# ${about}. ${words[language].net}`,
    `$scope = '${subnet.replace(/\/.*$/, "")}'`,
    `$address = '${url}'`,
    "if (-not (Get-DhcpServerv4OptionDefinition -OptionId 160 -ErrorAction SilentlyContinue)) {",
    "  Add-DhcpServerv4OptionDefinition -Name 'Klyka address' -OptionId 160 -Type String",
    "}",
    ...lines,
  ]);
}

function textOf(lines: readonly string[]): string {
  return `${lines.join("\n")}\n`;
}
