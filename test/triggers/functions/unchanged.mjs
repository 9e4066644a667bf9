import { recording } from "../recording.mjs";

export const handler = recording(async (event) => event);
