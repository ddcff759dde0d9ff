/**
 * Remembers which keys were met, in 16 bytes a key at most half full, however long the keys are: a Set of the texts
 * takes about 100 bytes a key and ends at 16.7 million. It keeps 64 bits of hash, so that among 10 million keys two
 * are taken for one with a probability of 3 in a million; then a whole touchpoint is rejected, never lost silently.
 */
export class FinishedKeys {
  private high = new Uint32Array(1 << 12);
  private low = new Uint32Array(1 << 12);
  private size = 0;

  /** Whether the key is new; remembers it. */
  add(key: string): boolean {
    const [high, low] = hash(key);
    const slot = this.slotOf(high, low);
    if (this.high[slot] !== 0) return false;
    this.put(slot, high, low);
    if (++this.size * 2 > this.high.length) this.grow();
    return true;
  }

  /** Open addressing: the slot of this hash, or the empty one where it belongs. */
  private slotOf(high: number, low: number): number {
    const mask = this.high.length - 1;
    let slot = low & mask;
    while (this.high[slot] !== 0 && !(this.high[slot] === high && this.low[slot] === low)) slot = (slot + 1) & mask;
    return slot;
  }

  private put(slot: number, high: number, low: number): void {
    this.high[slot] = high;
    this.low[slot] = low;
  }

  private grow(): void {
    const [highs, lows] = [this.high, this.low];
    this.high = new Uint32Array(highs.length * 2);
    this.low = new Uint32Array(lows.length * 2);
    for (const [index, high] of highs.entries()) {
      const low = lows[index] ?? 0;
      if (high !== 0) this.put(this.slotOf(high, low), high, low);
    }
  }
}

/** cyrb53's two mixed halves (public domain, github.com/bryc); the high half is never 0, which means an empty slot. */
function hash(text: string): [high: number, low: number] {
  let [high, low] = [0xdeadbeef, 0x41c6ce57];
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    high = Math.imul(high ^ unit, 2654435761);
    low = Math.imul(low ^ unit, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return [high >>> 0 || 1, low >>> 0];
}
