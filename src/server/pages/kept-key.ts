/** Names of the boxes that keep what was sent for a field before; a box's value is the file's number. */
const KEPT = /^(\w{1,20})\.kept$/

export function keptKey(key: string): string {
  return `${key}.kept`
}

/** The field's key; null for what is not such a box. */
export function fieldOfKept(name: string): string | null {
  return KEPT.exec(name)?.[1] ?? null
}
