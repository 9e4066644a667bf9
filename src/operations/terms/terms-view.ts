import type { Terms } from "../../domain/terms.ts";
import type { TermsDescriptionType, TermsType } from "../../model/types.gen.ts";

/** Terms as the API shows them. */
export const termsView = (terms: Terms): TermsType => ({
  TermsId: terms.id,
  UserPoolId: terms.poolId,
  ClientId: terms.clientId,
  TermsName: terms.name,
  TermsSource: terms.source,
  Enforcement: terms.enforcement,
  Links: terms.links,
  CreationDate: terms.createdAt,
  LastModifiedDate: terms.updatedAt,
});

/** Terms as a list shows them. */
export const termsSummary = (terms: Terms): TermsDescriptionType => ({
  TermsId: terms.id,
  TermsName: terms.name,
  Enforcement: terms.enforcement,
  CreationDate: terms.createdAt,
  LastModifiedDate: terms.updatedAt,
});
