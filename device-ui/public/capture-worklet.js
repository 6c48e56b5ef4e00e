// What the microphone hears, as it comes: handed to the page in parts, with how loud each is.
const length = 2048;

class Capture extends AudioWorkletProcessor {
  constructor() {
    super();
    this.part = new Float32Array(length);
    this.filled = 0;
  }

  process([channels]) {
    const [heard] = channels;
    if (!heard) return true;
    for (const sample of heard) {
      this.part[this.filled] = sample;
      this.filled += 1;
      if (this.filled === length) {
        this.port.postMessage(this.part, [this.part.buffer]);
        this.part = new Float32Array(length);
        this.filled = 0;
      }
    }
    return true;
  }
}

registerProcessor("capture", Capture);
