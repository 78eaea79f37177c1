import type { SpokenPhrases } from '../spoken.ts'

/** What callers of the server's number hear, in Spanish as it is spoken in the Americas. */
export const spokenEs: SpokenPhrases = {
  enter: 'Hola. Marque el código que aparece en su pantalla y después la tecla numeral.',
  'enter-again': 'Marque el código otra vez y después la tecla numeral.',
  'nothing-entered': 'No se marcó ningún código.',
  wrong: 'Lo siento. Este código no es válido, o ya no lo es.',
  connecting: 'Gracias. Espere en la línea mientras se conecta su llamada.',
  'connected-already': 'Esta llamada ya se conectó.',
  'no-answer':
    'Lo siento. Nadie contestó. Cuando pueda llamar otra vez, su pantalla mostrará un código nuevo.',
  busy: 'Lo siento. La línea está ocupada. Cuando pueda llamar otra vez, su pantalla mostrará un código nuevo.',
  failed:
    'Lo siento. No fue posible conectar su llamada. Cuando pueda llamar otra vez, su pantalla mostrará un código nuevo.',
  unavailable: 'Lo siento. Ocurrió un error. Llame otra vez en un momento.',
  goodbye: 'Adiós.',
}
