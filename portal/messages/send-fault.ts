/** Why a message could not be sent: a code, never the other end's words, in which people's addresses stand. */
export class SendFault extends Error {
  readonly code: string;
  /** The other end will say the same the next time. */
  readonly lasting: boolean;
  constructor(code: string, lasting: boolean) {
    super(code);
    this.name = "SendFault";
    this.code = code;
    this.lasting = lasting;
  }
}
