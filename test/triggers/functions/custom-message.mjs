import { handler as example } from "../../../examples/functions/custom-message.mjs";
import { recording } from "../recording.mjs";

export const handler = recording(example);
