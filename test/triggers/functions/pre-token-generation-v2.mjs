import { handler as example } from "../../../examples/functions/pre-token-generation-v2.mjs";
import { recording } from "../recording.mjs";

export const handler = recording(example);
