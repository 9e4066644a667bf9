import { once } from "node:events";
import { createServer } from "node:http";

/** The least a `node:http` server can do: read a request, and answer as many bytes as its path says. */
const answers = new Map<string, string>();

function answerTo(path: string): string {
  const kept = answers.get(path);
  const answer = kept ?? "x".repeat(Number(path.slice(1)));
  if (kept === undefined) answers.set(path, answer);
  return answer;
}

const server = createServer((request, response) => {
  request.on("data", () => {});
  request.on("end", () => {
    response.setHeader("content-type", "application/x-amz-json-1.1");
    response.end(answerTo(request.url ?? "/0"));
  });
});
server.listen(0, "127.0.0.1");
await once(server, "listening");
const address = server.address();
if (address !== null && typeof address === "object") process.stdout.write(`${address.port}\n`);
