import { mayRead } from "../../domain/attribute-permissions.ts";
import { attributeList } from "../../domain/attributes.ts";
import { shownMfaOptions } from "../../domain/mfa-options.ts";
import { operation } from "../operation.ts";

/** The signed-in user, with the attributes that the token's client may read. */
export const GetUser = operation("GetUser", async ({ caller: { user, client } }) => ({
  Username: user.username,
  UserAttributes: attributeList(user).filter(({ Name }) => mayRead(client, Name)),
  MFAOptions: shownMfaOptions(user),
}));
