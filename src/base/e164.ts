declare const brand: unique symbol

/** A telephone number with its country code, as `+12025550143`: 2 to 15 digits after the plus. */
export type E164 = string & { readonly [brand]: 'E.164' }

/** Null for any other notation. Says nothing of whether there is such a number. */
export function parseE164(text: string): E164 | null {
  return /^\+[1-9][0-9]{1,14}$/.test(text) ? (text as E164) : null
}

/** Why a number that an operator entered is not used (PHN2, PHN13). */
export type NumberFault =
  | 'phone-not-a-number'
  | 'phone-not-in-use' // no such range
  | 'phone-premium' // what is dialled there costs more than a call
  | 'phone-country' // `allowed countries` does not name it
  | 'phone-own' // the server's own
