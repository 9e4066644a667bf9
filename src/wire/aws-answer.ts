import type { FastifyReply } from "fastify";
import type { Fault } from "../domain/fault.ts";
import { statusOf } from "./faults.ts";

/** Answers hold tokens and secrets: no cache may keep them. */
const HEADERS = { "content-type": "application/x-amz-json-1.1", "cache-control": "no-store" };

/** Many clients take no more than 16 KiB of headers; a validation message can be longer. */
const MAX_HEADER_TEXT = 1024;

/** As bytes: to the content type of a text Fastify would add a charset. */
export const sendSuccess = (reply: FastifyReply, body: string): FastifyReply =>
  reply.headers(HEADERS).send(Buffer.from(body));

export const sendFault = (reply: FastifyReply, { name, message }: Fault): FastifyReply =>
  reply
    .code(statusOf(name))
    .headers(HEADERS)
    .headers({ "x-amzn-errortype": `${name}:`, "x-amzn-errormessage": headerText(message) })
    .send(Buffer.from(JSON.stringify({ __type: name, message })));

/** ASCII without line ends and other controls, whatever names and values a message quotes. */
const headerText = (text: string): string =>
  text
    .replace(/[^\x21-\x7e]+/g, " ")
    .trim()
    .slice(0, MAX_HEADER_TEXT);
