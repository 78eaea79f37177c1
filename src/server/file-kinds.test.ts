import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { cleanName, disposition, extensionOf, sniff, typeOf } from './file-kinds.ts'

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1')

describe('kinds of files', () => {
  it('[QUE3] a picture or a recording is known by its first bytes', () => {
    const rows: readonly (readonly [string, string | null])[] = [
      ['\x89PNG\r\n\x1a\n....', 'image/png'],
      ['\xff\xd8\xff\xe0', 'image/jpeg'],
      ['GIF89a', 'image/gif'],
      ['RIFF\n\0\n\0WEBPVP8 ', 'image/webp'],
      ['RIFF\n\0\n\0WAVEfmt ', 'audio/wav'],
      ['ID3\x04', 'audio/mpeg'],
      ['\xff\xfb\x90', 'audio/mpeg'],
      ['OggS', 'audio/ogg'],
      ['\0\0\0\x20ftypM4A ', 'audio/mp4'],
      ['\0\0\0\x20ftypisom', 'video/mp4'],
      ['\x1a\x45\xdf\xa3', 'video/webm'],
      ['', null],
      ['%PDF-1.7', null],
      ['<html><script>', null],
      ['<?xml version="1.0"?><svg', null],
      ['<svg xmlns', null],
      [' \x89PNG\r\n\x1a\n', null],
      ['GIF87', null],
      ['\xff\xfe<\0h\0t\0m\0l\0', null],
    ]
    for (const [text, type] of rows) assert.equal(sniff(bytes(text)), type, JSON.stringify(text))
  })

  it('[QUE3] code is told the type by content, else by the name', () => {
    assert.equal(typeOf('pdf', 'image/png'), 'image/png')
    assert.equal(typeOf('pdf', null), 'application/pdf')
    assert.equal(typeOf('xyz', null), 'application/octet-stream')
    assert.equal(typeOf('png', null), 'application/octet-stream')
    assert.equal(typeOf('heic', null), 'image/heic')
    assert.equal(typeOf('mp3', null), 'audio/mpeg')
    assert.equal(typeOf('constructor', null), 'application/octet-stream')
  })

  it('[QUE5] names lead nowhere, and show what they are', () => {
    const rows: readonly (readonly [string, string])[] = [
      ['notice.pdf', 'notice.pdf'],
      ['../../etc/passwd', 'passwd'],
      ['C:\\Users\\me\\scan 1.PDF', 'scan 1.PDF'],
      ['Ünïcode 名.png', 'Ünïcode 名.png'],
      ['evil\u202egpj.exe', 'evilgpj.exe'],
      ['a\0b\r\nc.txt', 'abc.txt'],
      ['<img src=x onerror=alert(1)>.png', 'img src=x onerror=alert(1).png'],
      ['x[FILE 1]`y`.png', 'xFILE 1y.png'],
      ['..', 'file'],
      ['.htaccess', 'htaccess'],
      ['', 'file'],
      ['dir/', 'file'],
    ]
    for (const [sent, name] of rows) assert.equal(cleanName(sent), name)
    const long = cleanName(`${'😀'.repeat(500_000)}.jpeg`)
    assert.ok(long.length <= 150 && long.endsWith('.jpeg') && long.isWellFormed())
  })

  it('[QUE3] an ending is short, plain and small', () => {
    const rows = [
      ['a.PDF', 'pdf'],
      ['a.tar.gz', 'gz'],
      ['a', ''],
      ['a.', ''],
      ['a.verylongending', ''],
      ['a.p df', ''],
    ] as const
    for (const [name, ending] of rows) assert.equal(extensionOf(name), ending, name)
  })

  it('[QUE5] a name stays within its header', () => {
    assert.equal(
      disposition('attachment', 'Ü "a"; b\\c%.pdf'),
      `attachment; filename="_ _a_; b_c_.pdf"; filename*=UTF-8''%C3%9C%20%22a%22%3B%20b%5Cc%25.pdf`,
    )
    assert.match(disposition('inline', "it's (1)*!.png"), /UTF-8''it%27s%20%281%29%2A%21\.png$/)
  })
})
