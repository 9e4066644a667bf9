import type { Caller, CallerByAuth } from "../domain/caller.ts";
import type { Context } from "../flows/context.ts";
import { operationModel } from "../model/operations.ts";
import type { OperationName, Operations } from "../model/types.gen.ts";

export type Input<Name extends OperationName> = Operations[Name]["input"];
export type Output<Name extends OperationName> = Operations[Name]["output"];

/** What an operation works with: the caller is of the kind that its authorisation brings. */
export type OperationContext<Name extends OperationName> = Context & {
  readonly caller: CallerByAuth[Operations[Name]["auth"]];
};

/** An operation of the API, ready to be called with input that was checked against its shape. */
export interface Operation<Name extends OperationName = OperationName> {
  readonly kind: "operation";
  readonly name: Name;
  readonly invoke: (ctx: Context, caller: Caller, input: object) => Promise<object>;
}

/** An operation that is not there yet. */
export interface NotYet {
  readonly kind: "notYet";
}

export const notYet: NotYet = { kind: "notYet" };

/** Its name alone brings an operation's types, the checks of its input and the kind of its caller. */
export function operation<Name extends OperationName>(
  name: Name,
  run: (ctx: OperationContext<Name>, input: Input<Name>) => Promise<Output<Name>>,
): Operation<Name> {
  const { auth } = operationModel(name);
  const isItsCaller = (caller: Caller): caller is OperationContext<Name>["caller"] => caller.kind === auth;
  return {
    kind: "operation",
    name,
    async invoke(ctx, caller, input) {
      if (!isItsCaller(caller)) throw new Error(`${name} was called by a ${caller.kind} caller`);
      // The wire has checked the input against the shape that this type is made from.
      return run({ ...ctx, caller }, input as Input<Name>);
    },
  };
}
