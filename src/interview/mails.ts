/** What `send_email()` left in Python, as a reply has it. */
import { fields, list, stringOrNull } from './reply.ts'
import type { MailPerson, WantedMail } from './request.ts'

export function parseMails(value: unknown): readonly WantedMail[] {
  return list(value).map((item): WantedMail => {
    const mail = fields(item)
    return {
      kind: mail['kind'] === 'role' ? 'role' : 'interview',
      key: stringOrNull(mail['key']),
      from: parsePeople([mail['from']])[0] ?? null,
      replyTo: parsePeople([mail['replyTo']])[0] ?? null,
      to: parsePeople(mail['to']),
      cc: parsePeople(mail['cc']),
      bcc: parsePeople(mail['bcc']),
      subject: String(mail['subject']),
      text: stringOrNull(mail['text']),
      html: stringOrNull(mail['html']),
      markdown: stringOrNull(mail['markdown']),
      files: list(mail['files']).map(Number),
    }
  })
}

function parsePeople(value: unknown): readonly MailPerson[] {
  return list(value).flatMap((item) => {
    const { name, address } = fields(item)
    return typeof address === 'string' ? [{ name: stringOrNull(name), address }] : []
  })
}
