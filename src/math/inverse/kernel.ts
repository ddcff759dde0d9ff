import { KERNEL_BYTES } from "./kernel-bytes.ts";

/** The loops of assembly/kernel.ts, over one memory; pointers are bytes, all other lengths count numbers. */
export interface Kernel {
  updateTile(
    c: number,
    stride: number,
    a: number,
    rows: number,
    aShift: number,
    b: number,
    columns: number,
    bShift: number,
    depth: number,
    lower: boolean,
  ): void;
  multiplyPanel(z: number, w: number, rows: number, l: number, depth: number): void;
}

let compiled: WebAssembly.Module | undefined;

export function kernelOver(memory: WebAssembly.Memory): Kernel {
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(KERNEL_BYTES), (letter) => letter.charCodeAt(0)));
  // The two files are kept together by `npm run kernel:check`, which no type can see.
  return new WebAssembly.Instance(compiled, { env: { memory } }).exports as Kernel;
}
