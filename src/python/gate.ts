/**
 * The gate: everything that Python can do to the world goes through the functions that the
 * WebAssembly module imports (about 270). We stand before each of them. A few dozen harmless ones
 * pass, some with a cap; some answer with an errno, so that Python raises an ordinary exception; all
 * others are a violation: the call is thrown out of the module and the interpreter is given up.
 *
 * The wrappers are part of the memory's layout (the module's function table holds them): an image
 * has to be restored behind the same wrappers that it was made behind.
 */
import { createCipheriv, createHash } from 'node:crypto'

import type { Cipheriv } from 'node:crypto'

import type { WasmImports, WasmMemory } from './web-assembly.ts'

type WasmValue = number | bigint
/** Emscripten's own functions carry their signature; it is needed where they enter a table. */
type HostFunction = { (...args: WasmValue[]): WasmValue; sig?: string }

export interface GateLimits {
  readonly memoryBytes: number
  /** What print() and the like may write. */
  readonly outputBytes: number
}

export interface Gate {
  /** Puts the wrappers in. For the import object, before the module is instantiated. */
  guard(imports: WasmImports): void
  /** Tells where the module's memory is, to count what is written. */
  attach(memory: WasmMemory): void
  /** From here on the limits hold. Until then Pyodide's own start-up may do what it needs. */
  lock(): void
  /** Fixes the clock and the source of randomness, and forgets what was noted. */
  begin(moment: { readonly now: number; readonly seed: string }): void
  /** What ran into the gate since `begin`. */
  readonly noted: Readonly<GateNotes>
}

export interface GateNotes {
  interrupted: boolean
  memoryRefused: boolean
  outputRefused: boolean
  /** Name of the import that was not allowed. */
  violation: string | null
}

export class GateViolation extends Error {
  override name = 'GateViolation'
}

const ALLOWED = new Set(
  `_Py_emscripten_runtime _PyEM_TrampolineCall_JS
  __syscall_stat64 __syscall_lstat64 __syscall_fstat64 __syscall_newfstatat __syscall_getcwd
  __syscall_getdents64 __syscall_readlinkat __syscall_faccessat __syscall_fcntl64 __syscall_ioctl
  __syscall_dup __syscall_dup3 __syscall_statfs64 __syscall_fstatfs64 __syscall_umask_js
  __syscall_getuid32_js __syscall_fadvise64 __syscall_poll _try_fcntl64
  fd_close fd_read fd_seek fd_pread fd_sync fd_fdstat_get
  clock_res_get emscripten_get_now _tzset_js _localtime_js _gmtime_js _mktime_js _timegm_js
  environ_get environ_sizes_get _emscripten_get_progname
  emscripten_get_heap_max _mmap_js _munmap_js _msync_js
  emscripten_runtime_keepalive_push emscripten_runtime_keepalive_pop throw_no_gil`
    .trim()
    .split(/\s+/),
)

// Numbers of musl as Emscripten has them.
const EAFNOSUPPORT = -5
const EAGAIN_NAME = -2
const ENOSPC = 51
const ENOSYS = -52
const EPERM = -63
const EROFS = -69

const READ_ONLY = new Set(
  `__syscall_mkdirat __syscall_unlinkat __syscall_rmdir __syscall_renameat __syscall_utimensat
  __syscall_ftruncate64 __syscall_chmod __syscall_fchmod __syscall_chdir __syscall_fchdir`
    .trim()
    .split(/\s+/),
)
/** O_WRONLY, O_RDWR, O_CREAT, O_TRUNC. */
const OPEN_TO_WRITE = 0o1103

const ANSWERED = new Map<string, number>([
  ['__syscall_socket', EAFNOSUPPORT],
  ['__syscall_connect', EAGAIN_NAME],
  ['__syscall_bind', EAGAIN_NAME],
  ['__syscall_listen', EAGAIN_NAME],
  ['__syscall_accept4', EAGAIN_NAME],
  ['__syscall_sendto', EAGAIN_NAME],
  ['__syscall_recvfrom', EAGAIN_NAME],
  ['__syscall_sendmsg', EAGAIN_NAME],
  ['__syscall_recvmsg', EAGAIN_NAME],
  ['__syscall_getsockname', EAGAIN_NAME],
  ['__syscall_getpeername', EAGAIN_NAME],
  ['__syscall_getsockopt', EAGAIN_NAME],
  ['getaddrinfo', EAGAIN_NAME],
  ['getnameinfo', EAGAIN_NAME],
  ['__syscall_pipe', ENOSYS],
  ['_emscripten_system', ENOSYS],
  ['_setitimer_js', ENOSYS],
  ['__syscall_symlinkat', EPERM],
  ['__syscall_mknodat', EPERM],
  ['__syscall_truncate64', EPERM],
  ['__syscall_fallocate', -51],
  ['_dlopen_js', 0],
  ['__syscall_fchown32', 0],
  ['__syscall_fchownat', 0],
  ['__syscall_fchmodat2', 0],
  ['__syscall_fdatasync', 0],
  // 0 makes time.sleep() a busy wait, which the time limit ends.
  ['can_run_sync_js', 0],
])

const CLOCK_REALTIME = 0
const NANOSECONDS_PER_MS = 1_000_000n

export function createGate(limits: GateLimits, interrupt: Int32Array | null): Gate {
  const noted: GateNotes = {
    interrupted: false,
    memoryRefused: false,
    outputRefused: false,
    violation: null,
  }
  let locked = false
  let memory: WasmMemory | null = null
  let written = 0
  let now: number | null = null
  let entropy: Cipheriv | null = null

  function violate(name: string): never {
    noted.violation = name
    throw new GateViolation(`import ${name}`)
  }

  function writeCounted(original: HostFunction): HostFunction {
    return (fd, vectors, count, ...rest) => {
      if (locked && memory !== null) {
        // Only standard output and error are open for writing; nothing else may be.
        if (Number(fd) > 2) return ENOSPC
        const words = new Uint32Array(memory.buffer)
        const first = Number(vectors) >>> 2
        for (let i = 0; i < Number(count); i++) written += words[first + 2 * i + 1] ?? 0
        if (written > limits.outputBytes) {
          noted.outputRefused = true
          return ENOSPC
        }
      }
      return original(fd ?? 0, vectors ?? 0, count ?? 0, ...rest)
    }
  }

  function wrapped(name: string, original: HostFunction): HostFunction | null {
    switch (name) {
      case '_Py_CheckEmscriptenSignals_Helper':
        if (interrupt === null) return () => 0
        // Pyodide's own reads and then clears, and loses some of the interrupts in between.
        return () => {
          if (Atomics.load(interrupt, 0) === 0) return 0
          noted.interrupted = true
          return Atomics.exchange(interrupt, 0, 0)
        }
      case 'emscripten_resize_heap':
        return (size) => {
          if (Number(size) >>> 0 <= limits.memoryBytes) return original(size ?? 0)
          noted.memoryRefused = true
          return 0
        }
      case 'fd_write':
      case 'fd_pwrite':
        return writeCounted(original)
      case '__syscall_openat':
        return (folder, path, flags, mode) =>
          locked && (Number(flags) & OPEN_TO_WRITE) !== 0
            ? EROFS
            : original(folder ?? 0, path ?? 0, flags ?? 0, mode ?? 0)
      case 'clock_time_get':
        return (clock, precision, target) => {
          if (now === null || memory === null || Number(clock) !== CLOCK_REALTIME) {
            return original(clock ?? 0, precision ?? 0, target ?? 0)
          }
          const time = BigInt(Math.trunc(now)) * NANOSECONDS_PER_MS
          new DataView(memory.buffer).setBigUint64(Number(target) >>> 0, time, true)
          return 0
        }
      case 'emscripten_date_now':
        return () => now ?? Date.now()
      case 'random_get':
        return (target, size) => {
          if (entropy === null || memory === null) return original(target ?? 0, size ?? 0)
          const view = new Uint8Array(memory.buffer, Number(target) >>> 0, Number(size) >>> 0)
          view.set(entropy.update(new Uint8Array(view.length)))
          return 0
        }
    }
    if (READ_ONLY.has(name)) return (...args) => (locked ? EROFS : original(...args))
    if (ALLOWED.has(name)) return null
    const answer = ANSWERED.get(name)
    if (answer !== undefined) return (...args) => (locked ? answer : original(...args))
    return (...args) => (locked ? violate(name) : original(...args))
  }

  return {
    noted,
    guard(imports) {
      const functions = imports['env'] ?? {}
      for (const [name, group] of Object.entries(imports)) {
        // Another list of functions would be a way round the gate.
        if (group !== functions && !name.startsWith('GOT.')) throw new Error(`imports of ${name}`)
      }
      for (const [name, value] of Object.entries(functions)) {
        // `invoke_*` only call back into the module.
        if (typeof value !== 'function' || name.startsWith('invoke_')) continue
        const original = value as HostFunction
        const wrapper = wrapped(name, original)
        if (wrapper === null) continue
        if (original.sig !== undefined) wrapper.sig = original.sig
        functions[name] = wrapper
      }
    },
    attach(moduleMemory) {
      memory = moduleMemory
    },
    lock() {
      locked = true
    },
    begin(moment) {
      noted.interrupted = false
      noted.memoryRefused = false
      noted.outputRefused = false
      noted.violation = null
      written = 0
      now = moment.now
      const key = createHash('sha256').update(moment.seed).digest()
      entropy = createCipheriv('aes-256-ctr', key, new Uint8Array(16))
    },
  }
}
