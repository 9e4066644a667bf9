declare const content: unique symbol;

/** JSON kept in a text column; remembers what it is the text of. */
export type JsonText<T> = string & { readonly [content]: T };

export const toJson = <T>(value: T): JsonText<T> => JSON.stringify(value) as JsonText<T>;
export const fromJson = <T>(text: JsonText<T>): T => JSON.parse(text);
