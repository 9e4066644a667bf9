/** Reads the answers of AWS JSON 1.1. */

export interface Answer {
  readonly status: number;
  readonly requestId: string | undefined;
  /** Undefined where it is empty or no JSON. */
  readonly body: unknown;
  /** Undefined for a success. */
  readonly error: AnswerError | undefined;
}

export interface AnswerError {
  readonly name: string;
  readonly message: string;
  readonly reasonCode: string | undefined;
}

/** The name of an error whose answer names none, such as a proxy's page. */
const UNNAMED = "UnknownError";

export async function readAnswer(response: Response): Promise<Answer> {
  const text = await response.text();
  const body = parsed(text);
  const isReadable = text === "" || body !== undefined;
  return {
    status: response.status,
    requestId: response.headers.get("x-amzn-requestid") ?? undefined,
    body,
    error: response.ok && isReadable ? undefined : readError(response, body),
  };
}

function parsed(text: string): unknown {
  try {
    return text === "" ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readError(response: Response, body: unknown): AnswerError {
  const fields = new Map(typeof body === "object" && body !== null ? Object.entries(body) : []);
  const text = (name: string): string | undefined => {
    const value: unknown = fields.get(name);
    return typeof value === "string" ? value : undefined;
  };
  const type = text("__type") ?? response.headers.get("x-amzn-errortype") ?? UNNAMED;
  const said = text("message") ?? text("Message") ?? response.headers.get("x-amzn-errormessage");
  return {
    name: bareName(type),
    message: said ?? `HTTP status ${response.status}, and no message that can be read`,
    reasonCode: text("reasonCode"),
  };
}

/** Some services put a namespace before the name (`ns#Name`) and a URI after it (`Name:http://…`). */
function bareName(type: string): string {
  const name = type.slice(type.indexOf("#") + 1);
  return name.split(":", 1)[0] || UNNAMED;
}
