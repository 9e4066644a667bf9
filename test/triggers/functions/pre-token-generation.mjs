import { handler as example } from "../../../examples/functions/pre-token-generation.mjs";
import { recording } from "../recording.mjs";

export const handler = recording(example);
