/** Codes to be kept on paper, each of which stands once for the second factor. */

export const RECOVERY_CODES = 10
/** No letters and digits that are taken for one another; 30 of them, so ten are 49 bits. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz2345678'
const LENGTH = 10
const CODE = new RegExp(`^[${ALPHABET}]{${LENGTH}}$`)

/** As people read it: `abcde-fghij`. */
export function createRecoveryCode(random: (bytes: number) => Uint8Array): string {
  let code = ''
  while (code.length < LENGTH) {
    for (const byte of random(LENGTH * 2)) {
      // Bytes above the last whole multiple would favour the first letters.
      const letter = byte < 240 ? ALPHABET[byte % ALPHABET.length] : undefined
      if (letter !== undefined && code.length < LENGTH) code += letter
    }
  }
  return `${code.slice(0, LENGTH / 2)}-${code.slice(LENGTH / 2)}`
}

/** However it was typed: null for what is no code at all. */
export function parseRecoveryCode(typed: string): string | null {
  const code = typed.toLowerCase().replaceAll(/[\s-]/g, '')
  return CODE.test(code) ? code : null
}
