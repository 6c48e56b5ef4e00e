/** Asked so often, a text is worth a plan that is kept. */
const often = 20;
/** Plans that a connection keeps at most: PostgreSQL holds each in that connection's own memory. */
const most = 200;
/** Texts that are counted at most, before counting begins anew. */
const counted = 5_000;
/** Longer ones are lists of their own, hardly the same twice. */
const longest = 8_000;

/**
 * Which texts of statements are prepared under a name: those that come again and again. PostgreSQL then reads and plans them once
 * for each connection, and not each time (postgresql.org/docs/current/sql-prepare.html).
 */
export class PreparedNames {
  readonly #names = new Map<string, string>();
  #counts = new Map<string, number>();

  /** @returns null: not worth a name */
  nameOf(text: string): string | null {
    const name = this.#names.get(text);
    if (name !== undefined) return name;
    if (this.#names.size >= most || text.length > longest) return null;
    const count = (this.#counts.get(text) ?? 0) + 1;
    if (count < often) {
      if (this.#counts.size >= counted) this.#counts = new Map();
      this.#counts.set(text, count);
      return null;
    }
    this.#counts.delete(text);
    const given = `klyka_${this.#names.size + 1}`;
    this.#names.set(text, given);
    return given;
  }
}
