// Types of the scope in which AudioWorklets run, as far as ours use it; TypeScript's DOM library does not have them.

declare const sampleRate: number;
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;
declare abstract class AudioWorkletProcessor {
  readonly port: MessagePort;
  /** Whether it goes on. */
  abstract process(inputs: Float32Array[][], outputs: Float32Array[][]): boolean;
}
