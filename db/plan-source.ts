import type { PlanSource } from "../domain/compose-plan.ts";
import type { Keyring } from "./secrets.ts";
import type { Db } from "./types.ts";

/**
 * Everything that the plans of these phones are made of, with a fixed number of queries for any number of phones.
 * Phones that belong to nobody, are retired or do not exist are absent. Holds secrets in the clear: never log it.
 */
export declare function loadPlanSources(db: Db, keyring: Keyring, phoneIds: readonly string[]): Promise<Map<string, PlanSource>>;
