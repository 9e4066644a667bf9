/** Refusals made before any route is reached, by HTTP status and AWS's names for them. */
interface HttpError {
  readonly type: string;
  readonly message: string;
}

const NOT_HTTP: HttpError = {
  type: "MalformedHttpRequestException",
  message: "The request could not be understood.",
};

const INTERNAL: HttpError = { type: "InternalErrorException", message: "Internal server error" };

const byStatus = new Map<number, HttpError>([
  [400, NOT_HTTP],
  [404, { type: "UnknownOperationException", message: "There is nothing at this address." }],
  [405, { type: "UnknownOperationException", message: "This address takes other methods only." }],
  [408, { type: "RequestTimeoutException", message: "The request took too long to arrive." }],
  [413, { type: "RequestEntityTooLargeException", message: "The request body is too large." }],
  [414, { type: "MalformedHttpRequestException", message: "The request's address is too long." }],
  [415, { type: "MalformedHttpRequestException", message: "The body's media type is not taken here." }],
  [431, { type: "MalformedHttpRequestException", message: "The request's headers are too large." }],
]);

/** The JSON body that goes with a status. */
export function httpErrorBody(status: number): string {
  const { type, message } = byStatus.get(status) ?? (status < 500 ? NOT_HTTP : INTERNAL);
  return JSON.stringify({ __type: type, message });
}
