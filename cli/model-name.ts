export { modelByName } from "../templates/model-name.ts";
