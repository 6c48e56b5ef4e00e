import pack from "../package.json" with { type: "json" };

/** Klyka's version, as package.json says. */
export const version: string = pack.version;
