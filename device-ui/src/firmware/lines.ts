import { api } from "../data/client.ts";
import { UploadLine } from "./upload-line.ts";

/** The window's uploads of firmware: they go on whichever page is looked at. */
export const uploads = new UploadLine(api);
