/** The answer to a screen as it was sent, with or without files. */
import type { Visit } from './door.ts'
import { readForm, type Form } from './forms.ts'
import type { Submission } from './interview-flow.ts'
import { readSeen } from './seen.ts'
import { readSent } from './sent-files.ts'
import { readUpload } from './upload.ts'
import type { UploadProblem } from './upload-body.ts'
import type { Ask, World } from './web.ts'

export async function readScreenForm(
  world: World,
  ask: Ask,
  visit: Visit,
): Promise<Submission | UploadProblem> {
  const sent = await read(world, ask, visit)
  if (typeof sent === 'string') return sent
  const version = readVersion(sent.form)
  if (version === null) return 'not-understood'
  const { values, files } = await readSent(world.keeper, visit, sent)
  const {
    version: _version,
    screen = [],
    control: _control,
    masked = [],
    seen = [],
    ...answers
  } = values
  return {
    version,
    screen: screen[0] ?? '',
    values: answers,
    files,
    control: readControl(sent.form),
    // OBS7: what the page hides from observers, by a script's word too.
    hiddenByPage: masked,
    seen: readSeen(seen[0]),
  }
}

async function read(world: World, ask: Ask, visit: Visit) {
  const { upload } = ask.var
  if (upload === null) {
    const form = await readForm(ask)
    return form === null ? 'not-understood' : { form }
  }
  const { keeper, deps } = world
  const type = ask.req.header('content-type') ?? ''
  const limits = deps.settings.uploads
  return readUpload({ keeper, limits }, visit, { type, body: upload })
}

/** CTL8: number of the control under which the page sent it; null: none. */
export function readControl(form: Form): number | null {
  const sent = form.get('control')?.[0] ?? ''
  return /^[1-9]\d{0,8}$/.test(sent) ? Number(sent) : null
}

/** Of the answers that the form was made from. */
export function readVersion(form: Form): number | null {
  const sent = form.get('version')?.[0] ?? ''
  return /^\d{1,15}$/.test(sent) ? Number(sent) : null
}
