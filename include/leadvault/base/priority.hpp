// Priority: what a thread asks of the scheduler, first thing when it starts. Both are wishes: where
// the system does not know or does not grant them, nothing changes but latency.
#pragma once

namespace lv {

// For a thread that requests wait for, and that works in short bursts. It asks for short slices of
// time (Linux 6.12 and later), so that when it is woken it runs at once, not when whoever has the
// processor has used up a slice of some milliseconds.
void run_at_once();

// For a thread whose work nobody waits for at that moment. It still gets a tenth of a processor
// that is never idle.
void give_way();

} // namespace lv
