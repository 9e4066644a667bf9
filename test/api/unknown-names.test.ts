/** How operations refuse what a pool does not have, told by the model: each that names a user, a group, … is asked. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { operationModel, operationNames } from "../../src/model/operations.ts";
import type { OperationName } from "../../src/model/types.gen.ts";
import { addUser, beforehand, newApp, onEachDatabase } from "../support/arrange.ts";
import { golden } from "../support/golden.ts";
import { wellFormedInput } from "../support/malformed.ts";
import { cleanRefusal, type Refusal, rawCall } from "../support/raw-call.ts";

const NOT_YET: readonly OperationName[] = golden("not-yet");

interface Unknown {
  readonly member: string;
  readonly value: string;
  /** Operations that make what they name, or that answer of what is not there. */
  readonly except: readonly OperationName[];
  readonly refusal: Refusal;
}

const notFound = (message: string): Refusal => ({ name: "ResourceNotFoundException", message });

const UNKNOWN: readonly Unknown[] = [
  {
    member: "Username",
    value: "nobody",
    except: ["AdminCreateUser"],
    refusal: { name: "UserNotFoundException", message: "User does not exist." },
  },
  {
    member: "GroupName",
    value: "nobodys",
    except: ["CreateGroup"],
    refusal: notFound("Group not found."),
  },
  {
    member: "ClientId",
    value: "nosuchclient",
    except: [],
    refusal: notFound("User pool client nosuchclient does not exist."),
  },
  {
    member: "ProviderName",
    value: "nobodys",
    except: ["CreateIdentityProvider"],
    refusal: notFound("Identity provider nobodys does not exist."),
  },
  {
    member: "Identifier",
    value: "nobodys",
    except: ["CreateResourceServer"],
    refusal: notFound("Resource server nobodys does not exist."),
  },
];

const ADD_ON: Refusal = {
  name: "UserPoolAddOnNotEnabledException",
  message: "User pool add-ons are not enabled for this user pool.",
};

/** What is refused before the name is looked at, whatever it is. */
const REFUSED_BEFORE: Partial<Record<OperationName, Refusal>> = {
  AdminListUserAuthEvents: ADD_ON,
  AdminUpdateAuthEventFeedback: ADD_ON,
};

const namedBy = ({ member, except }: Unknown): OperationName[] =>
  operationNames.filter((operation) => {
    const { auth, input } = operationModel(operation);
    const named = input.members.some(({ name, required }) => name === member && required);
    return auth === "signed" && named && !except.includes(operation) && !NOT_YET.includes(operation);
  });

await onEachDatabase((world) => {
  const there = beforehand(async () => {
    const app = await newApp(world());
    return { UserPoolId: app.poolId, ClientId: app.clientId, Username: await addUser(app) };
  });

  describe("an operation of an administrator is refused where", () => {
    for (const unknown of UNKNOWN) {
      const named = namedBy(unknown);
      assert.ok(named.length > 0, unknown.member);
      for (const operation of named) {
        test(`${operation} names a ${unknown.member} that nothing has`, async () => {
          const known = Object.entries(there()).filter(([name]) =>
            operationModel(operation).input.memberNames.has(name),
          );
          const input = {
            ...wellFormedInput(operation),
            ...Object.fromEntries(known),
            [unknown.member]: unknown.value,
          };
          const refusal = cleanRefusal(await rawCall(world().url, operation, input));
          assert.deepEqual(refusal, REFUSED_BEFORE[operation] ?? unknown.refusal);
        });
      }
    }
  });
});
