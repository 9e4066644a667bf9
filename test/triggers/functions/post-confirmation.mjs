import { handler as example } from "../../../examples/functions/post-confirmation.mjs";
import { recording } from "../recording.mjs";

export const handler = recording(example);
