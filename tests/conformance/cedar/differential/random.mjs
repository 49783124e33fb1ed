// A small generator of random numbers that a seed repeats (mulberry32).
export class Random {
  constructor(seed) {
    this.state = seed >>> 0;
  }

  next() {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  below(bound) {
    return this.next() % bound;
  }

  chance(probability) {
    return this.next() < probability * 0x100000000;
  }

  pick(list) {
    return list[this.below(list.length)];
  }

  times(most, make) {
    return Array.from({ length: this.below(most + 1) }, make);
  }
}
