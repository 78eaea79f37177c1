/**
 * Marks that Python puts around what a screen tells of a sensitive variable (`private.py`): letters
 * that nobody types, so that they come through Markdown. The server turns them into `data-private`.
 */
export const BEGIN_PRIVATE = '\ue0f1'
export const END_PRIVATE = '\ue0f2'

const MARKS = new RegExp(`[${BEGIN_PRIVATE}${END_PRIVATE}]`, 'g')

export function isMarkedPrivate(text: string): boolean {
  return text.includes(BEGIN_PRIVATE)
}

export function withoutMarks(text: string): string {
  return text.replaceAll(MARKS, '')
}
