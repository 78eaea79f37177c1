/**
 * The part of WebAssembly's JavaScript API that we use. Its types come with the browser's library
 * only, which server code does not see.
 */
declare const moduleBrand: unique symbol

/** Compiled code; can be posted to other threads. */
export interface WasmModule {
  readonly [moduleBrand]: true
}

export interface WasmMemory {
  readonly buffer: ArrayBuffer
  grow(pages: number): number
}

export interface WasmInstance<Exports> {
  readonly exports: Exports
}

export type WasmImports = Record<string, Record<string, unknown>>

export const WASM_PAGE_BYTES = 65_536

interface Api {
  compile(bytes: Uint8Array): Promise<WasmModule>
  instantiate<Exports>(module: WasmModule, imports: WasmImports): Promise<WasmInstance<Exports>>
}

export const webAssembly = (globalThis as unknown as { readonly WebAssembly: Api }).WebAssembly
