/**
 * The order of system calls of a running server, by `strace`: was the log of the store on disk
 * before an acknowledgement left?
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'

export interface Trace {
  /** Detaches; what was traced. */
  end(): Promise<string>
}

/** Attaches to all threads of a process. Children that are other programs are left alone. */
export async function traceWrites(pid: number, file: string): Promise<Trace> {
  const calls = 'trace=openat,close,pwrite64,write,writev,sendto,sendmsg,fsync,fdatasync'
  const options = ['-f', '-b', 'execve', '-y', '-s', '64', '-e', calls, '-o', file, '-p', `${pid}`]
  const strace = spawn('strace', options, { stdio: ['ignore', 'ignore', 'pipe'] })
  const attached = new Promise<void>((resolve, reject) => {
    let said = ''
    strace.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text
      if (/attached/.test(said)) resolve()
    })
    strace.once('error', () => reject(new Error('This needs strace: apt-get install strace')))
    strace.once('exit', () => reject(new Error(`strace could not attach: ${said}`)))
  })
  await attached
  return {
    async end() {
      const gone = once(strace, 'exit')
      strace.kill('SIGINT')
      await gone
      return readFileSync(file, 'utf8')
    },
  }
}

export interface SyncOrder {
  readonly acknowledgements: number
  /** Those before which the log was not both written and synced since the one before. */
  readonly tooEarly: number
}

/**
 * Of a trace in which each message was sent after the last one's acknowledgement. With `-f`, a call
 * that another thread interrupts is two lines, `... <unfinished ...>` and `<... resumed>`; what
 * counts of a sync is its end, of a write to a socket its beginning.
 */
export function readSyncOrder(trace: string): SyncOrder {
  const syncing = new Set<string>()
  let state: 'nothing' | 'written' | 'synced' = 'nothing'
  let acknowledgements = 0
  let tooEarly = 0
  for (const line of trace.split('\n')) {
    const thread = /^\d+/.exec(line)?.[0] ?? ''
    const isLog = /-wal>/.test(line)
    if (isLog && /\bp?write(64)?\(/.test(line)) state = 'written'
    else if (isLog && /\bf(data)?sync\(/.test(line)) {
      if (/unfinished/.test(line)) syncing.add(thread)
      else if (line.endsWith('= 0') && state === 'written') state = 'synced'
    } else if (/<\.\.\. f(data)?sync resumed>/.test(line)) {
      if (syncing.delete(thread) && line.endsWith('= 0') && state === 'written') state = 'synced'
    } else if (/socket:|TCP/.test(line) && line.includes(ACK)) {
      acknowledgements += 1
      if (state !== 'synced') tooEarly += 1
      state = 'nothing'
    }
  }
  return { acknowledgements, tooEarly }
}

/** As strace prints the begin of an `ack`. */
const ACK = '{\\"type\\":\\"ack\\"'
