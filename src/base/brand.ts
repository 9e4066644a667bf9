declare const brand: unique symbol;

/** A `T` that can't be mistaken for another `T`: made where its format is checked, never by accident. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };
