import { handler as example } from "../../../examples/functions/pre-authentication.mjs";
import { recording } from "../recording.mjs";

export const handler = recording(example);
