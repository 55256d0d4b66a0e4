/** What Node has of WebAssembly, which TypeScript declares for browsers only. */
declare namespace WebAssembly {
  interface Module {
    readonly [Symbol.toStringTag]: "WebAssembly.Module";
  }

  interface Memory {
    readonly buffer: ArrayBuffer;
  }

  type Imports = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  type Exports = Readonly<Record<string, unknown>>;

  class Instance {
    constructor(module: Module, imports: Imports);
    readonly exports: Exports;
  }

  /** Rejects with a CompileError where the bytes are no module. */
  function compile(bytes: Uint8Array<ArrayBuffer>): Promise<Module>;
}
