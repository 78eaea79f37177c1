import type { Ask } from './web.ts'

const MAX_FIELDS = 2000

export type Form = ReadonlyMap<string, readonly string[]>

/** Values by field, in order; null for what is no form of ours (files where there are none, too many fields). */
export async function readForm(ask: Ask): Promise<Form | null> {
  const type = ask.req.header('content-type') ?? ''
  if (!/^(application\/x-www-form-urlencoded|multipart\/form-data)\b/.test(type)) return null
  let form: FormData
  try {
    const headers = { 'content-type': type }
    form = await new Response(ask.var.body, { headers }).formData()
  } catch {
    // A body that is not what its type says: refused like whatever else is no form.
    return null
  }
  const fields = new Map<string, string[]>()
  let count = 0
  for (const [key, value] of form) {
    if (typeof value !== 'string' || ++count > MAX_FIELDS) return null
    const known = fields.get(key)
    if (known === undefined) fields.set(key, [value])
    else known.push(value)
  }
  return fields
}
