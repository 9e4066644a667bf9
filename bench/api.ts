import { Agent, request } from "node:http";

/** An answer other than 200. */
export class ApiError extends Error {
  constructor(operation: string, status: number, text: string) {
    super(`${operation} was answered with ${status}: ${text.slice(0, 300)}`);
  }
}

/** What `--auth open` takes for a signature: making real ones would measure the client. */
const AUTHORIZATION =
  "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/us-east-1/cognito-idp/aws4_request, " +
  "SignedHeaders=host, Signature=0";

/** Posts AWS JSON over connections that stay open, with as little work as possible. */
export class Api {
  readonly #agent: Agent;
  readonly #url: URL;

  constructor(url: string, connections: number) {
    this.#url = new URL(url);
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  /** The text of the answer. Throws `ApiError`. */
  call(operation: string, input: object): Promise<string> {
    const body = JSON.stringify(input);
    const headers = {
      authorization: AUTHORIZATION,
      "content-length": Buffer.byteLength(body),
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `AWSCognitoIdentityProviderService.${operation}`,
    };
    const { hostname, port, pathname } = this.#url;
    return new Promise((resolve, reject) => {
      const sent = request(
        { hostname, port, path: pathname, method: "POST", headers, agent: this.#agent },
        (answer) => {
          let text = "";
          answer.setEncoding("utf8");
          answer.on("data", (chunk) => {
            text += chunk;
          });
          answer.on("error", reject);
          answer.on("end", () => {
            const { statusCode = 0 } = answer;
            if (statusCode === 200) resolve(text);
            else reject(new ApiError(operation, statusCode, text));
          });
        },
      );
      sent.on("error", reject);
      sent.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
