import { handler as example } from "../../../examples/functions/user-migration.mjs";
import { recording } from "../recording.mjs";

export const handler = recording(example);
