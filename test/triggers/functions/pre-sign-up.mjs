import { handler as example } from "../../../examples/functions/pre-sign-up.mjs";
import { recording } from "../recording.mjs";

export const handler = recording(example);
