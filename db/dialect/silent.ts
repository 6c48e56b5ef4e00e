import type { Knex } from "knex";

/**
 * What goes wrong is thrown, and said once by whoever asked. knex would write it beside that, in a form of its own and five
 * times a second while the database is away.
 */
const nothing = () => undefined;
export const silent: Knex.Logger = { error: nothing, warn: nothing, deprecate: nothing, debug: nothing };
